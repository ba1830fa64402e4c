/// A record as a Tina4 keeps it: where, and which bytes. Made by ourselves from each framework's source; the real
/// writer that tests can run is ``Tina4``.
///
/// Payloads are members in order, their values JSON text: `["user_id": "7", "name": #""Ann""#]`.
public struct Tina4Record: Equatable, Sendable {
    /// The name of the file, or the key after its prefix.
    public let name: String
    /// What is in the file, or under the key.
    public let text: String

    /// The record's bytes.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// Writes the record as a file of a directory, and gives back its absolute path.
    @discardableResult
    public func write(in directory: TemporaryDirectory) throws -> String {
        try directory.write(bytes, to: name, mode: 0o644)
    }
}

// MARK: - Files

extension Tina4Record {
    /// A file as tina4-python 3.13 writes it: one line, a blank after colons and commas, ASCII, expiry in seconds as a
    /// decimal fraction, or the integer 0 for never.
    public static func pythonFile(
        id: String, _ payload: KeyValuePairs<String, String>, expires: Double?
    ) -> Tina4Record {
        let data = JSONLayout.python.object(payload)
        return Tina4Record(
            name: "\(SHA256.hexadecimal(id)).json",
            text: "{\"_data\": \(data), \"_expires\": \(expires.map { "\($0)" } ?? "0")}")
    }

    /// A file as tina4-nodejs 3.13 writes it: one line without blanks, UTF-8, its two times first in the payload, all
    /// in whole seconds; 0 is never.
    public static func nodeFile(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int, expires: Int
    ) -> Tina4Record {
        let data = nodeValue(id: id, payload, created: created, accessed: accessed).text
        return Tina4Record(
            name: "\(SHA256.hexadecimal(id)).json", text: "{\"_data\":\(data),\"_expires\":\(expires)}")
    }

    /// A file as tina4-php 3.13 writes it: the payload at the top level, `_meta` first, over many lines, ASCII, in whole
    /// seconds; 0 is never, and nil leaves `expires_at` out.
    public static func phpFile(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int, expires: Int?
    ) -> Tina4Record {
        let text = JSONLayout.phpPretty.object(meta(created, accessed, expires) + payload)
        return Tina4Record(name: "\(SHA256.hexadecimal(id)).json", text: text)
    }

    /// A file as tina4-ruby 3.13 writes it: `sess_` before the hash, one line without blanks, UTF-8, expiry in seconds
    /// as a decimal fraction; 0.0 is never.
    public static func rubyFile(
        id: String, _ payload: KeyValuePairs<String, String>, expires: Double
    ) -> Tina4Record {
        let data = JSONLayout.compact.object(payload)
        return Tina4Record(
            name: "sess_\(SHA256.hexadecimal(id)).json", text: "{\"_data\":\(data),\"_expires\":\(expires)}")
    }
}

// MARK: - Files of older versions

extension Tina4Record {
    /// A file as tina4-php 3.12 writes it: named by the id itself, no `expires_at`; it ends a lifetime after
    /// `last_accessed`.
    public static func php312File(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int
    ) -> Tina4Record {
        let text = JSONLayout.phpPretty.object(meta(created, accessed, nil) + payload)
        return Tina4Record(name: "\(id).json", text: text)
    }

    /// A file as tina4-nodejs wrote it before it hashed ids: named by the id itself.
    public static func olderNodeFile(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int, expires: Int
    ) -> Tina4Record {
        let text = nodeFile(id: id, payload, created: created, accessed: accessed, expires: expires).text
        return Tina4Record(name: "\(id).json", text: text)
    }

    /// A file as tina4-ruby 3.12 writes it: named by the id itself, the payload alone; it ends a lifetime after the
    /// file was last written.
    public static func ruby312File(id: String, _ payload: KeyValuePairs<String, String>) -> Tina4Record {
        Tina4Record(name: "sess_\(id).json", text: JSONLayout.compact.object(payload))
    }
}

// MARK: - Values of Redis and Valkey

extension Tina4Record {
    /// A value as tina4-python 3.13 writes it.
    public static func pythonValue(id: String, _ payload: KeyValuePairs<String, String>) -> Tina4Record {
        Tina4Record(name: id, text: JSONLayout.python.object(payload))
    }

    /// A value as tina4-nodejs 3.13 writes it.
    public static func nodeValue(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int
    ) -> Tina4Record {
        let times = [(key: "_created", value: "\(created)"), (key: "_accessed", value: "\(accessed)")]
        return Tina4Record(name: id, text: JSONLayout.compact.object(times + payload))
    }

    /// A value as tina4-php 3.13 writes it.
    public static func phpValue(
        id: String, _ payload: KeyValuePairs<String, String>, created: Int, accessed: Int
    ) -> Tina4Record {
        Tina4Record(name: id, text: JSONLayout.php.object(meta(created, accessed, nil) + payload))
    }

    /// A value as tina4-ruby 3.13 writes it.
    public static func rubyValue(id: String, _ payload: KeyValuePairs<String, String>) -> Tina4Record {
        Tina4Record(name: id, text: JSONLayout.compact.object(payload))
    }

    private static func meta(_ created: Int, _ accessed: Int, _ expires: Int?) -> [(key: String, value: String)] {
        let end = expires.map { ",\"expires_at\":\($0)" } ?? ""
        return [(key: "_meta", value: "{\"created_at\":\(created),\"last_accessed\":\(accessed)\(end)}")]
    }
}
