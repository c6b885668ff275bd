package dev.patron.xgen;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Tells addresses of the public internet from everything else (IANA special-purpose registries, RFC 6890). */
final class PublicAddress {
    private static final List<Block> SPECIAL_V4 = List.of(
            new Block(0, 0, 0, 0, 8),
            new Block(10, 0, 0, 0, 8),
            new Block(100, 64, 0, 0, 10),
            new Block(127, 0, 0, 0, 8),
            new Block(169, 254, 0, 0, 16),
            new Block(172, 16, 0, 0, 12),
            new Block(192, 0, 0, 0, 24),
            new Block(192, 0, 2, 0, 24),
            new Block(192, 88, 99, 0, 24),
            new Block(192, 168, 0, 0, 16),
            new Block(198, 18, 0, 0, 15),
            new Block(198, 51, 100, 0, 24),
            new Block(203, 0, 113, 0, 24),
            new Block(224, 0, 0, 0, 3));

    private record Block(int network, int bits) {
        Block(int a, int b, int c, int d, int bits) {
            this((a << 24) | (b << 16) | (c << 8) | d, bits);
        }

        boolean holds(int address) {
            return (address >>> (32 - bits)) == (network >>> (32 - bits));
        }
    }

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress());
            case Inet6Address v6 -> isPublicV6(v6.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] v4) {
        int address = (octet(v4, 0) << 24) | (octet(v4, 1) << 16) | (octet(v4, 2) << 8) | octet(v4, 3);
        return SPECIAL_V4.stream().noneMatch(block -> block.holds(address));
    }

    /**
     * Only global unicast, 2000::/3. Of that, what tunnels or is set aside is not: Teredo and its neighbours
     * (2001::/23), documentation (2001:db8::/32, 3fff::/20), 6to4 (2002::/16). Mapped and translated IPv4 addresses
     * lie outside 2000::/3.
     */
    private static boolean isPublicV6(byte[] v6) {
        int first = (octet(v6, 0) << 8) | octet(v6, 1);
        int second = (octet(v6, 2) << 8) | octet(v6, 3);
        boolean global = (first & 0xE000) == 0x2000;
        boolean special = (first == 0x2001 && second < 0x0200)
                || (first == 0x2001 && second == 0x0DB8)
                || first == 0x2002
                || (first == 0x3FFF && second < 0x1000);
        return global && !special;
    }

    private static int octet(byte[] bytes, int index) {
        return bytes[index] & 0xFF;
    }
}
