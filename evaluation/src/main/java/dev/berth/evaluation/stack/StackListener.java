package dev.berth.evaluation.stack;

/** Hears of what happens to the parts of a stack, on threads of the stack's. It must not block. */
public interface StackListener extends ChildListener {
    /** Hears nothing. */
    StackListener SILENT = new StackListener() {
        @Override
        public void done(String step, double seconds) {}

        @Override
        public void ready(Child child, boolean again) {}

        @Override
        public void ended(Child child, int exitCode, boolean restarted) {}
    };

    /** A step that leaves no process behind is done. */
    void done(String step, double seconds);
}
