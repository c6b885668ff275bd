package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.ConfigException;
import dev.patron.door.Documents;
import dev.patron.door.QuestionException;
import dev.patron.door.RemoteAnswers;
import dev.patron.ledger.Fault;
import dev.patron.ledger.LedgerException;
import dev.patron.payment.ChainException;
import dev.patron.payment.WrongChainException;
import dev.patron.plan.PlannerException;
import dev.patron.purchase.StoreException;
import dev.patron.run.HeldException;
import dev.patron.run.RunException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong, as an exit code, a code word and a sentence. */
record Failures(int exit, String code, String message) {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    static Failures of(Exception e) {
        String message = String.valueOf(e.getMessage());
        Failures failure =
                switch (e) {
                    case ConfigException _ -> new Failures(ExitCodes.USAGE, "CONFIGURATION", message);
                    case UsageException _ -> new Failures(ExitCodes.USAGE, "USAGE", message);
                    case RunException _ -> new Failures(ExitCodes.USAGE, "RUN", message);
                    case QuestionException _ -> new Failures(ExitCodes.USAGE, "QUESTION", message);
                    case HeldException _ -> new Failures(ExitCodes.WAITING, "RESTORED", message);
                    case PlannerException _ -> new Failures(ExitCodes.FAULT, "PLANNER", message);
                    case WrongChainException _ ->
                        new Failures(ExitCodes.USAGE, "CONFIGURATION", message + "; nothing was signed");
                    case ChainException _ ->
                        new Failures(
                                ExitCodes.FAULT,
                                "CHAIN",
                                message + "; nothing was spent, and `patron resume` goes on later");
                    case TraceCommand.NothingException _ -> new Failures(ExitCodes.FAULT, "NOT_FOUND", message);
                    case HouseException _ -> new Failures(ExitCodes.FAULT, "FAULT", message);
                    case RemoteAnswers.UnreachableException _ -> new Failures(ExitCodes.FAULT, "DOOR", message);
                    case StoreException _ -> new Failures(ExitCodes.FAULT, "STORE", message);
                    case LedgerException ledger -> ofLedger(ledger, message);
                    default -> new Failures(ExitCodes.FAULT, "FAULT", unexpected(e));
                };
        LOG.info("ended with exit code {}", failure.exit(), e);
        return failure;
    }

    private static Failures ofLedger(LedgerException e, String message) {
        return switch (e.fault()) {
            case INTEGRITY -> new Failures(ExitCodes.INTEGRITY, "INTEGRITY", message);
            case HELD -> new Failures(ExitCodes.FAULT, "HELD", message);
            case NEWER -> new Failures(ExitCodes.FAULT, "NEWER", message);
            case STORE -> new Failures(ExitCodes.FAULT, "STORE", message + "; what was recorded before still stands");
            case ILLEGAL -> new Failures(ExitCodes.FAULT, Fault.ILLEGAL.name(), message);
        };
    }

    private static String unexpected(Exception e) {
        return "this should not have happened: " + e.getClass().getSimpleName() + ": " + e.getMessage()
                + "; the log in the data directory has the details, and what was recorded still stands";
    }

    ObjectNode document() {
        return Documents.error(code, message);
    }
}
