package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnknownModelAnswerTest {
    @Test
    void bothOfVllmsShapesAreRead() {
        String nested =
                "{\"error\":{\"message\":\"The model `sql` does not exist.\",\"type\":\"NotFoundError\",\"param\":\"model\",\"code\":404}}";
        String flat =
                "{\"object\":\"error\",\"message\":\"The model `sql` does not exist.\",\"type\":\"NotFoundError\",\"param\":null,\"code\":404}";
        assertThat(UnknownModelAnswer.is(nested, "sql")).isTrue();
        assertThat(UnknownModelAnswer.is(flat, "sql")).isTrue();
    }

    @Test
    void anUnknownPathSaysNothingOfTheModel() {
        assertThat(UnknownModelAnswer.is("{\"detail\":\"Not Found\"}", "sql")).isFalse();
        assertThat(UnknownModelAnswer.is("<html>404</html>", "sql")).isFalse();
        assertThat(UnknownModelAnswer.is("", "sql")).isFalse();
    }
}
