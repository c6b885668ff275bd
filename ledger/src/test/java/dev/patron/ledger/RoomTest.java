package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {
    @ParameterizedTest
    @CsvSource({"0, full: 0 kB", "1536000, full: 1500 kB", "5242880, 5 MB", "16777215, 15 MB"})
    void nothingIsBoughtWithoutRoomForTheAnswer(long bytes, String said) {
        LedgerException refused = assertThrows(LedgerException.class, () -> Room.mustSuffice(bytes));

        assertEquals(Fault.STORE, refused.fault());
        assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
    }

    @Test
    void theFloorItselfIsEnough() {
        assertDoesNotThrow(() -> Room.mustSuffice(Room.LEAST_BYTES));
    }
}
