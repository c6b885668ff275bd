package dev.patron.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.policy.Code;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoosingTest {
    private static final String USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    private static final String PAYEE = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private static final URI ASKED = URI.create("https://api.xgen.world/v1/images/generate");
    private static final Asset ASSET =
            new Asset("USDC", Network.parse("eip155:8453"), new Address(USDC), 6, Usd.parse("1"));

    private static final Entry GOOD = new Entry(Map.of(
            "scheme", "exact",
            "network", "eip155:8453",
            "amount", "50000",
            "asset", USDC,
            "payTo", PAYEE,
            "seconds", "300",
            "name", "USD Coin",
            "version", "2"));

    /** An entry written as the fields that it has. */
    private record Entry(Map<String, String> fields) {
        Entry with(String field, String value) {
            Map<String, String> changed = new java.util.HashMap<>(fields);
            changed.put(field, value);
            return new Entry(changed);
        }

        Entry without(String field) {
            Map<String, String> changed = new java.util.HashMap<>(fields);
            changed.remove(field);
            return new Entry(changed);
        }

        PaymentRequirements toRequirements() {
            return new PaymentRequirements(
                    fields.getOrDefault("scheme", ""),
                    fields.getOrDefault("network", ""),
                    fields.getOrDefault("amount", ""),
                    fields.getOrDefault("asset", ""),
                    fields.getOrDefault("payTo", ""),
                    field("seconds").map(Long::parseLong),
                    field("method"),
                    field("flow"),
                    field("name"),
                    field("version"),
                    "{}");
        }

        private Optional<String> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }
    }

    private static Provider provider(Set<Address> payees) {
        return new Provider(
                "xgen",
                URI.create("https://api.xgen.world"),
                ASSET,
                new TokenDomain("USD Coin", "2"),
                payees,
                Map.of(Kind.IMAGE, Amount.ofUnits(ASSET, "50000")),
                Recovery.NONE,
                new Menu("xgen", List.of()),
                Set.of(),
                Deadlines.DEFAULT,
                false,
                new Protocol.X402());
    }

    private static PaymentRequired demand(String url, Entry... entries) {
        List<PaymentRequirements> accepts =
                List.of(entries).stream().map(Entry::toRequirements).toList();
        return new PaymentRequired(Optional.empty(), url, "{}", accepts, Map.of(), "00");
    }

    private static Choice choose(Entry... entries) {
        return Choosing.choose(
                provider(Set.of(new Address(PAYEE))), Kind.IMAGE, demand(ASKED.toString(), entries), ASKED);
    }

    private static void assertDenied(Code code, Choice choice) {
        assertEquals(code, assertInstanceOf(Choice.Denied.class, choice).code(), choice::toString);
    }

    private static void assertDenied(Code code, UnaryOperator<Entry> change) {
        assertDenied(code, choose(change.apply(GOOD)));
    }

    @Test
    void whatAgreesWithTheCatalogueIsChosen() {
        Choice.Chosen chosen = assertInstanceOf(Choice.Chosen.class, choose(GOOD));
        assertEquals(new Address(PAYEE), chosen.payee().address());
        assertEquals("50000", chosen.amount().units().toString());
    }

    @Test
    void theSellersOrderMeansNothing() {
        PaymentRequired demand = demand(
                ASKED.toString(),
                GOOD.with("amount", "900000"),
                GOOD.with("payTo", USDC),
                GOOD,
                GOOD.with("amount", "1"));
        Choice choice = Choosing.choose(provider(Set.of(new Address(PAYEE))), Kind.IMAGE, demand, ASKED);
        assertSame(
                demand.accepts().get(2),
                assertInstanceOf(Choice.Chosen.class, choice).entry());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50001",
                "900000",
                "9223372036854775808",
                "115792089237316195423570985008687907853269984665640564039457584007913129639935"
            })
    void at020and026AnyHigherPriceIsDrift(String units) {
        assertDenied(Code.PRICE_DRIFT, entry -> entry.with("amount", units));
    }

    @ParameterizedTest
    @ValueSource(strings = {"49999", "1", "0"})
    void at021and025ALowerPriceIsDriftToo(String units) {
        assertDenied(Code.PRICE_DRIFT, entry -> entry.with("amount", units));
    }

    @ParameterizedTest
    @CsvSource({"name,USDC", "name,usd coin", "version,1", "version,2.0"})
    void at028TheSigningDomainIsPinned(String field, String lie) {
        assertDenied(Code.DOMAIN_MISMATCH, entry -> entry.with(field, lie));
        assertDenied(Code.DOMAIN_MISMATCH, entry -> entry.without(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "0x0000000000000000000000000000000000000000",
                "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293",
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC00",
                "3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "merchant",
                ""
            })
    void at040and041OnlyAPinnedPayeeIsPaid(String payTo) {
        assertDenied(Code.PAYEE_MISMATCH, entry -> entry.with("payTo", payTo));
    }

    @Test
    void at042AddressesAreComparedWholeAndShownWhole() {
        String poisoned = "0x3c44" + "0".repeat(32) + "93bc";
        Choice.Denied denied = assertInstanceOf(Choice.Denied.class, choose(GOOD.with("payTo", poisoned)));
        assertEquals(Code.PAYEE_MISMATCH, denied.code());
        assertTrue(denied.detail().contains(poisoned), denied::detail);
        assertTrue(denied.detail().contains("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"), denied::detail);
    }

    @Test
    void theSpellingOfAPinnedAddressDoesNotMatter() {
        assertInstanceOf(
                Choice.Chosen.class,
                choose(GOOD.with("payTo", "0x" + PAYEE.substring(2).toUpperCase(java.util.Locale.ROOT))));
    }

    @Test
    void at043WithoutAPinnedPayeeNothingIsPaid() {
        Choice.Denied denied = assertInstanceOf(
                Choice.Denied.class,
                Choosing.choose(provider(Set.of()), Kind.IMAGE, demand(ASKED.toString(), GOOD), ASKED));
        assertEquals(Code.PAYEE_MISMATCH, denied.code());
        assertTrue(denied.detail().contains(PAYEE), denied::detail);
    }

    @Test
    void anAssetContractIsNeverAPayee() {
        assertDenied(
                Code.PAYEE_MISMATCH,
                Choosing.choose(
                        provider(Set.of(new Address(USDC))),
                        Kind.IMAGE,
                        demand(ASKED.toString(), GOOD.with("payTo", USDC)),
                        ASKED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.xgen.world/v1/videos/generate",
                "https://api.xgen.world/v1/images/generate?x=1",
                "https://api.xgen.world:8443/v1/images/generate",
                "https://api.xgen.world./v1/images/generate",
                "https://api.xgen.world@evil.example/v1/images/generate",
                "https://evil.example/v1/images/generate",
                "https://api.xgen.world%2eevil.example/v1/images/generate",
                "https://api.xgen.world/v1/images/generate#x",
                "https://api.xgen.world/v1/images/../images/generate",
                "https://аpi.xgen.world/v1/images/generate",
                "https://[::1]/v1/images/generate",
                "/v1/images/generate",
                "mailto:api.xgen.world",
                " https://api.xgen.world/v1/images/generate",
                ""
            })
    void at044and047TheDemandMustBeForWhatWasAsked(String url) {
        assertDenied(
                Code.RESOURCE_MISMATCH,
                Choosing.choose(provider(Set.of(new Address(PAYEE))), Kind.IMAGE, demand(url, GOOD), ASKED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.xgen.world/v1/images/generate",
                "https://API.xgen.world/v1/images/generate",
                "https://api.xgen.world:443/v1/images/generate"
            })
    void aProxyMayHideTheSchemeOfTheResource(String url) {
        assertInstanceOf(
                Choice.Chosen.class,
                Choosing.choose(provider(Set.of(new Address(PAYEE))), Kind.IMAGE, demand(url, GOOD), ASKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upto", "batch-settlement", "Exact", ""})
    void at051OtherSchemesAreRefused(String scheme) {
        assertDenied(Code.UNSUPPORTED_SCHEME, entry -> entry.with("scheme", scheme));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permit2", "erc7710", "EIP3009"})
    void at052OtherTransferMethodsAreRefused(String method) {
        assertDenied(Code.UNSUPPORTED_METHOD, entry -> entry.with("method", method));
        assertInstanceOf(Choice.Chosen.class, choose(GOOD.with("method", "eip3009")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upfront", "escrow", ""})
    void otherPaymentFlowsAreRefused(String flow) {
        assertDenied(Code.UNSUPPORTED_FLOW, entry -> entry.with("flow", flow));
        assertInstanceOf(Choice.Chosen.class, choose(GOOD.with("flow", "authorization")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "eip155:08453", "EIP155:8453", "eip155:84532", "eip155:1"})
    void at053NetworksAreComparedByExactText(String network) {
        assertDenied(Code.NETWORK_MISMATCH, entry -> entry.with("network", network));
    }

    @Test
    void anotherTokenIsRefused() {
        assertDenied(Code.ASSET_MISMATCH, entry -> entry.with("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "3", "0", "-300"})
    void aLifetimeTooShortToSettleIsRefused(String seconds) {
        assertDenied(Code.LIFETIME_REFUSED, entry -> entry.with("seconds", seconds));
        assertDenied(Code.LIFETIME_REFUSED, entry -> entry.without("seconds"));
        assertInstanceOf(Choice.Chosen.class, choose(GOOD.with("seconds", "8")));
    }

    @Test
    void aDenialNamesWhatTheNearestEntryDiffersIn() {
        assertDenied(
                Code.PRICE_DRIFT,
                choose(GOOD.with("network", "eip155:1").with("amount", "1"), GOOD.with("amount", "2")));
    }

    @Test
    void whatIsShownOfADemandIsStripped() {
        Choice.Denied denied = assertInstanceOf(
                Choice.Denied.class, choose(GOOD.with("scheme", "\u001b[31mred\u202eevil\n" + "x".repeat(500))));
        assertFalse(denied.detail().chars().anyMatch(c -> c < ' ' || c == 0x202e), denied::detail);
        assertTrue(denied.detail().length() < 250, denied::detail);
    }

    @Test
    void aKindWithoutAPriceIsNotBought() {
        assertDenied(
                Code.PRICE_DRIFT,
                Choosing.choose(
                        provider(Set.of(new Address(PAYEE))), Kind.VIDEO, demand(ASKED.toString(), GOOD), ASKED));
    }
}
