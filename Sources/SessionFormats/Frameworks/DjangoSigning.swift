internal import Crypto
internal import SessionModel
internal import TextCodings

/// A session as Django's `django.core.signing` writes it: a dot where it is compressed (zlib), the JSON in base64, a colon,
/// the time in base 62, a colon, and the signature.
struct DjangoSigning {
    /// What stands in front of the signature.
    private let signed: ArraySlice<UInt8>
    private let data: ArraySlice<UInt8>
    private let time: ArraySlice<UInt8>
    private let signature: ArraySlice<UInt8>

    /// Takes a record apart; nil when it is not written so.
    init?(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].count == 43, !parts[1].isEmpty, parts[1].count <= 11,
            parts.allSatisfy({ $0.allSatisfy { $0.isBase64URLDigit || $0 == UInt8(ascii: ".") } })
        else { return nil }
        signed = bytes[..<parts[1].endIndex]
        (data, time, signature) = (parts[0], parts[1], parts[2])
    }

    // MARK: Content

    /// The JSON.
    func content() throws(FormatError) -> [UInt8] {
        let isCompressed = data.first == UInt8(ascii: ".")
        guard let bytes = Base64.decode(isCompressed ? data.dropFirst() : data) else {
            throw FormatError("What Django has signed is no base64.")
        }
        guard isCompressed else { return bytes }
        let limit = max(64 << 10, 16 * bytes.count)
        do throws(Inflater.Failure) {
            return try Inflater.inflate(bytes, limit: limit)
        } catch {
            switch error {
            case .damaged: throw FormatError("What Django has compressed is damaged.")
            case .tooLarge: throw FormatError("Taken apart it has more than \(limit) bytes, which is not shown.")
            }
        }
    }

    /// This record with another JSON in it, signed with the secret that fits it; uncompressed, which Django takes as well.
    ///
    /// The time stays: Django does not look at it.
    func record(holding content: [UInt8], _ secrets: [Secret]) throws(FormatError) -> [UInt8] {
        guard let secret = secret(among: secrets) else { throw FormatError(Self.lock(secrets)) }
        let value = Array(Base64.encode(Self.ascii(content), .url).utf8) + [UInt8(ascii: ":")] + time
        return value + [UInt8(ascii: ":")] + Self.signature(of: value, secret)
    }

    /// Django reads the bytes as Latin-1, so that what is not ASCII has to be escaped. In JSON it only stands in texts.
    private static func ascii(_ json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x80 }) else { return json }
        var bytes: [UInt8] = []
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x80 {
                bytes.append(UInt8(unit))
            } else {
                bytes += Array("\\u".utf8) + HexText.encode([UInt8(unit >> 8), UInt8(unit & 255)]).utf8
            }
        }
        return bytes
    }

    // MARK: Signature

    /// Whether one of the secrets made the signature.
    func isSigned(by secrets: [Secret]) -> Bool { secret(among: secrets) != nil }

    /// Why a record may not be changed that none of the secrets has signed.
    static func lock(_ secrets: [Secret]) -> String {
        if secrets.isEmpty {
            return "Django signs its sessions; give the application's SECRET_KEY as a secret to edit them."
        }
        let which = secrets.count == 1 ? "not the secret" : "none of the \(secrets.count) secrets"
        return
            "Its signature fits \(which); with another SECRET_KEY, or another class of sessions, Django takes it for empty."
    }

    private func secret(among secrets: [Secret]) -> Secret? {
        secrets.first { Self.signature(of: signed, $0).elementsEqual(signature) }
    }

    /// The salt is the class of the sessions, which is called the same in all of Django's backends.
    private static func signature(of value: some Collection<UInt8>, _ secret: Secret) -> [UInt8] {
        let key = SHA256.hash(data: Array("django.contrib.sessions.SessionStoresigner\(secret.revealed)".utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(value), using: SymmetricKey(data: Array(key)))
        return Array(Base64.encode(Array(code), .url).utf8)
    }
}
