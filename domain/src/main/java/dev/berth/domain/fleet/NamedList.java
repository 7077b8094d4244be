package dev.berth.domain.fleet;

import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Function;

/** An immutable list whose elements are also found by their name at once: catalogs hold thousands. */
final class NamedList<T> extends AbstractList<T> implements RandomAccess {
    private final List<T> elements;
    private final Map<String, T> byName;

    private NamedList(List<T> elements, Map<String, T> byName) {
        this.elements = elements;
        this.byName = byName;
    }

    /**
     * @param what an element, in words
     * @throws IllegalArgumentException if two have the same name
     */
    static <T> NamedList<T> of(String what, Function<T, String> name, List<T> elements) {
        if (elements instanceof NamedList<T> already) {
            return already;
        }
        Map<String, T> byName = new HashMap<>(2 * elements.size());
        for (T element : elements) {
            if (byName.put(name.apply(element), element) != null) {
                throw new IllegalArgumentException(
                        "the catalog declares " + what + " '" + name.apply(element) + "' twice");
            }
        }
        return new NamedList<>(List.copyOf(elements), byName);
    }

    /** The element of that name in a list that {@link #of} made. */
    static <T> Optional<T> find(List<T> list, String name) {
        return Optional.ofNullable(((NamedList<T>) list).byName.get(name));
    }

    @Override
    public T get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
