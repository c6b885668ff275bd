package dev.patron.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was counted and timed to the log when a session ends. */
final class MeterLog {
    private static final Logger LOG = LoggerFactory.getLogger(MeterLog.class);

    private MeterLog() {}

    static void write(MeterRegistry meters) {
        String text = meters.getMeters().stream().map(MeterLog::line).sorted().collect(Collectors.joining("; "));
        LOG.info("meters: {}", text);
    }

    private static String line(Meter meter) {
        List<String> values = new ArrayList<>();
        meter.measure().forEach(one -> values.add(one.getStatistic() + "=" + one.getValue()));
        return meter.getId().getName() + meter.getId().getTags() + " " + values;
    }
}
