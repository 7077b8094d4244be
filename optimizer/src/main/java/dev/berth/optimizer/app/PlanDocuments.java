package dev.berth.optimizer.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.berth.domain.Document;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.problem.PlanInputs;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The documents of a plan as files, for planning without a store. Collections are arrays, or objects by name.
 *
 * @param current the plan in force; null for none
 * @param ledger null for none
 * @param control null for nothing said
 */
record PlanDocuments(Path catalog, Path fleet, Path demand, Path profiles, Path current, Path ledger, Path control) {

    private static final List<String> MATRICES = List.of("tputs", "e2e", "ttft", "tpot");

    /**
     * @param warn is told what is not taken as it is written
     */
    PlanInputs inputs(Consumer<String> warn) {
        Catalog declared = read(catalog, Catalog.class);
        Fleet observed = read(fleet, Fleet.class);
        Map<String, AdapterDemand> asked = readAll(tree(demand), demand, AdapterDemand.class, AdapterDemand::model);
        JsonNode measured = tree(profiles);
        measured.forEach(profile -> unmeasured(profile, warn));
        Map<String, LatencyProfile> known =
                readAll(measured, profiles, LatencyProfile.class, LatencyProfile::deployment);
        // Files are planned on as of the time they speak of, so that a plan of them is the same tomorrow.
        long now = Math.max(
                observed.madeAtMillis(),
                asked.values().stream()
                        .mapToLong(d -> Math.max(d.madeAtMillis(), d.windowEndMillis()))
                        .max()
                        .orElse(0));
        return new PlanInputs(
                declared,
                observed,
                ledger == null ? PlanInputs.NO_LEDGER : read(ledger, Ledger.class),
                control == null ? Control.NONE : read(control, Control.class),
                asked,
                known,
                current == null ? null : read(current, PlacementPlan.class),
                now);
    }

    private static <D> D read(Path file, Class<D> type) {
        try {
            return Json.read(text(file), type);
        } catch (UnreadableJsonException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }

    /** What is no number was not measured, and counts as it does in an import: requests of that length are not served. */
    private static void unmeasured(JsonNode profile, Consumer<String> warn) {
        int cells = 0;
        for (String name : MATRICES) {
            for (JsonNode row : profile.path(name)) {
                for (int i = 0; row instanceof ArrayNode cellsOfRow && i < cellsOfRow.size(); i++) {
                    if (!Double.isFinite(cellsOfRow.get(i).asDouble(Double.NaN))) {
                        cellsOfRow.set(i, 0.0);
                        cells++;
                    }
                }
            }
        }
        if (cells > 0) {
            warn.accept("profile of " + profile.path("deployment").asText() + ": " + cells
                    + " of its values are no numbers, and count as not served");
        }
    }

    private static <D extends Document> Map<String, D> readAll(
            JsonNode nodes, Path file, Class<D> type, Function<D, String> name) {
        Map<String, D> all = new TreeMap<>();
        for (JsonNode node : nodes) {
            try {
                D document = Json.read(node.toString(), type);
                all.put(name.apply(document), document);
            } catch (UnreadableJsonException e) {
                throw new ConfigException(file + ": element " + (all.size() + 1) + ": " + e.getMessage());
            }
        }
        return all;
    }

    /** Numbers that are none, as other languages write them, are left to the planner, who leaves them out and says so. */
    private static JsonNode tree(Path file) {
        try {
            JsonNode tree = Json.readLenient(text(file), JsonNode.class);
            if (!tree.isContainerNode()) {
                throw new ConfigException(file + ": a list of documents, or a map of them by name, is expected");
            }
            return tree;
        } catch (UnreadableJsonException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + why(e));
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static ConfigException unwritable(Path file, IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such folder" : why(e);
        return new ConfigException("cannot write " + file + ": " + why);
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no right to do so";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
