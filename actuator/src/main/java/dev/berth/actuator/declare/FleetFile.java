package dev.berth.actuator.declare;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.berth.domain.fleet.DeploymentSpec;
import java.util.List;
import java.util.regex.Pattern;

/** The fleet file as written: deployments with their pods. */
record FleetFile(List<Group> deployments) {
    FleetFile {
        deployments = deployments == null ? List.of() : List.copyOf(deployments);
    }

    /** One deployment as written; what is left out is null. */
    record Group(
            String name,
            String baseModel,
            String gpu,
            Double pricePerHour,
            Integer maxLoras,
            Integer maxCpuLoras,
            Integer maxLoraRank,
            Integer minPods,
            Integer maxPods,
            String scaleCommand,
            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String apiKey,
            Boolean unloadLeavesZombie,
            List<Pod> pods) {
        // A name goes into a shell command: nothing in it may mean anything to a shell.
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");

        Group {
            pods = pods == null ? List.of() : List.copyOf(pods);
        }

        /** vLLM's own defaults stand in for what is left out: 1 slot, host memory for as many, rank 16. */
        DeclaredDeployment declared() {
            check();
            int slots = or(maxLoras, 1);
            DeploymentSpec spec = new DeploymentSpec(
                    name,
                    baseModel,
                    gpu == null ? "" : gpu,
                    pricePerHour == null ? 1.0 : pricePerHour,
                    slots,
                    or(maxCpuLoras, slots),
                    or(maxLoraRank, 16),
                    or(minPods, 0),
                    or(maxPods, Math.max(pods.size(), or(minPods, 0))));
            return new DeclaredDeployment(
                    spec,
                    scaleCommand == null ? "" : scaleCommand,
                    apiKey == null ? ApiKey.NONE : new ApiKey(apiKey),
                    unloadLeavesZombie == null || unloadLeavesZombie,
                    pods.stream().map(Pod::declared).toList());
        }

        // Not in the constructor: a mistyped key must be told as that, not as the key that is missing for it.
        private void check() {
            if (name == null || !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a deployment's name is letters, digits, '.', '_', '-' and '/', not '" + name + "'");
            }
            if (baseModel == null || baseModel.isBlank()) {
                throw new IllegalArgumentException("deployment '" + name + "' needs a baseModel");
            }
        }

        private static int or(Integer given, int otherwise) {
            return given == null ? otherwise : given;
        }

        @Override
        public String toString() {
            return "Group[" + name + ", " + pods.size() + " pods]";
        }
    }

    /** One pod as written. */
    record Pod(String name, String url, String zone) {
        DeclaredPod declared() {
            return new DeclaredPod(name, url, zone);
        }
    }
}
