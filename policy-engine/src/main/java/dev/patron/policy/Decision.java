package dev.patron.policy;

import java.util.Comparator;
import java.util.List;

/** The outcome of a policy for one request, with what every rule found. */
public sealed interface Decision {
    List<Finding> findings();

    /** Every rule permits. */
    record Permit(List<Finding> findings) implements Decision {
        public Permit {
            findings = List.copyOf(findings);
        }
    }

    /** No rule denies, and at least one wants a person's approval. */
    record Refer(List<Finding> findings) implements Decision {
        public Refer {
            findings = List.copyOf(findings);
        }
    }

    /** At least one rule denies. */
    record Deny(List<Finding> findings) implements Decision {
        public Deny {
            findings = List.copyOf(findings);
            if (findings.stream().noneMatch(finding -> finding.verdict() == Verdict.DENY)) {
                throw new IllegalArgumentException("a denial needs a finding that denies");
            }
        }

        /** The findings that deny, the leading one first. */
        public List<Finding> denials() {
            return findings.stream()
                    .filter(finding -> finding.verdict() == Verdict.DENY)
                    .sorted(Comparator.comparing(finding -> finding.code().orElse(Code.RULE_ERROR)))
                    .toList();
        }

        /** The code that leads: the first of {@link Code}'s order. */
        public Code code() {
            return denials().getFirst().code().orElse(Code.RULE_ERROR);
        }
    }
}
