internal import TextCodings

/// Random text.
enum DemoText {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// Random bytes as hexadecimal digits.
    static func hexadecimal(bytes count: Int, _ random: inout some RandomNumberGenerator) -> String {
        HexText.encode((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// As many random digits of base64url as so many bytes take; the last one holds no more bits than are left.
    static func base64URL(bytes count: Int, _ random: inout some RandomNumberGenerator) -> String {
        let length = (count * 8 + 5) / 6
        let spare = length * 6 - count * 8
        return String(
            (0..<length).map { place in
                let value = Int.random(in: 0..<64, using: &random)
                return digits[place == length - 1 ? (value >> spare) << spare : value]
            })
    }
}
