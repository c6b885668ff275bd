package dev.patron.money;

/** Who receives a payment: an address on a network, compared whole. */
public record Payee(Network network, Address address) {
    /** The CAIP-10 name, {@code eip155:8453:0x…}. */
    @Override
    public String toString() {
        return network + ":" + address;
    }
}
