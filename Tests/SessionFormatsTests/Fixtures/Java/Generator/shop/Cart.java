package shop;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application's own class, with one of each kind of field. */
public class Cart implements Serializable {
    private static final long serialVersionUID = 1L;

    public enum Status { OPEN, PAID { @Override public String toString() { return "paid"; } } }

    public record Item(String sku, int count, double price) implements Serializable {}

    /** Writes itself, with data of its own behind the fields. */
    public static class Note implements Serializable {
        private static final long serialVersionUID = 2L;
        private final String text;

        public Note(String text) {
            this.text = text;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(4711);
            out.writeObject("behind");
            out.writeByte(1);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
        }
    }

    /** Writes all of itself. */
    public static class Stamp implements Externalizable {
        private int number;

        public Stamp() {}

        public Stamp(int number) {
            this.number = number;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(number);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            number = in.readInt();
        }
    }

    byte small = -7;
    short middle = -300;
    char letter = 'ä';
    float weight = 1.5f;
    double price = 9.95;
    long id = 1L << 60;
    boolean isOpen = true;
    String currency = "EUR";
    Status status = Status.PAID;
    Date created = new Date(1_795_229_000_123L);
    List<Item> items = new ArrayList<>(List.of(new Item("ä-1", 2, 9.95), new Item("b", 1, 0.1)));
    Map<String, Object> counts = new LinkedHashMap<>();
    byte[] token = {0, 1, (byte) 0xFE};
    int[] sizes = {1, -2, 3};
    String[][] grid = {{"a", null}, {}};
    BigDecimal total = new BigDecimal("19.90");
    Note note = new Note("first");
    Stamp stamp = new Stamp(258);
    Object nothing = null;
    Cart self = this;
    transient String secret = "never written";

    public Cart() {
        counts.put("one", 1);
        counts.put("again", currency);
        counts.put("items", items);
    }
}
