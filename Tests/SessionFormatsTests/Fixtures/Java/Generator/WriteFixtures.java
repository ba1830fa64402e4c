import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import shop.Cart;

/** Writes the fixtures of Java's serialization: {@code java WriteFixtures DIRECTORY}. */
public class WriteFixtures {
    interface Greeting {
        String greet(String name);
    }

    static class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 3L;
        private final String word = "hello";

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return word;
        }
    }

    private static Path directory;

    private static void write(String name, Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        Files.write(directory.resolve(name + ".ser"), bytes.toByteArray());
    }

    public static void main(String[] arguments) throws Exception {
        directory = Path.of(arguments[0]);
        write("null", null);
        write("string", "Zoë");
        write("emoji", "\u0000 👩‍👧");
        write("creation-time", 1_795_229_000_123L);
        write("interval", 1800);
        write("double", -0.5);
        write("boolean", true);
        write("character", 'ß');
        write("date", new Date(1_795_229_000_123L));
        write("enum", Cart.Status.OPEN);
        write("uuid", UUID.fromString("33fdd1b6-b496-4b33-9f7d-df96679d32fe"));
        write("locale", Locale.GERMANY);
        write("instant", Instant.ofEpochMilli(1_795_229_000_123L));
        write("duration", Duration.ofMinutes(90));
        write("bytes", new byte[] {1, 2, 3});
        write("list", new ArrayList<>(List.of("a", 1, true, new ArrayList<>())));
        write("linked-list", new LinkedList<>(List.of("a", "b")));
        write("fixed-list", Arrays.asList("a", null, "b"));
        write("immutable-list", List.of("a", "b", "c"));
        Map<String, Object> map = new HashMap<>();
        map.put("user_id", 7);
        map.put("name", "Zoë");
        map.put("roles", new HashSet<>(List.of("admin")));
        map.put("nested", new TreeMap<>(Map.of("deep", new ArrayList<>(List.of(1.5, 2L)))));
        write("map", map);
        Map<Object, Object> odd = new LinkedHashMap<>();
        odd.put(1, "one");
        odd.put(Cart.Status.OPEN, "two");
        odd.put(null, "three");
        write("map-of-odd-keys", odd);
        write("concurrent-map", new ConcurrentHashMap<>(Map.of("a", 1)));
        write("immutable-map", Map.of("a", 1));
        write("class", Cart.class);
        write("proxy", Proxy.newProxyInstance(
            WriteFixtures.class.getClassLoader(), new Class<?>[] {Greeting.class}, new Handler()));
        write("cart", new Cart());
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        write("cycle", cycle);
        SimpleGrantedAuthority user = new SimpleGrantedAuthority("ROLE_USER");
        SimpleGrantedAuthority admin = new SimpleGrantedAuthority("ROLE_ADMIN");
        write("security-context", new SecurityContextImpl(new UsernamePasswordAuthenticationToken(
            new User("alice@shop", "{bcrypt}$2a$10$abcdefghijklmnopqrstuv", user, admin),
            new WebAuthenticationDetails("203.0.113.7", "33fdd1b6-b496-4b33-9f7d-df96679d32fe"), List.of(admin, user))));
        write("security-context-of-a-name", new SecurityContextImpl(
            new UsernamePasswordAuthenticationToken("bob", null, List.of())));
        write("index-member", "33fdd1b6-b496-4b33-9f7d-df96679d32fe");
        write("expirations-member", "expires:33fdd1b6-b496-4b33-9f7d-df96679d32fe");
    }
}
