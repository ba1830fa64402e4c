/// Fresh session ids as each Tina4 mints them; the length tells the language.
public enum Tina4ID {
    /// 43 characters of base64url, of tina4-python.
    public static func python() -> String {
        random(43, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }

    /// 64 hexadecimal digits, of tina4-ruby.
    public static func ruby() -> String { random(64, from: "0123456789abcdef") }

    /// 32 hexadecimal digits, of tina4-php.
    public static func php() -> String { random(32, from: "0123456789abcdef") }

    /// 32 hexadecimal digits, of tina4-nodejs.
    public static func node() -> String { random(32, from: "0123456789abcdef") }

    private static func random(_ count: Int, from alphabet: String) -> String {
        String((0..<count).compactMap { _ in alphabet.randomElement() })
    }
}
