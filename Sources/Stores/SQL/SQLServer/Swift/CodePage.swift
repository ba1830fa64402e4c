/// What a column of `varchar` or `text` can hold: what is not in its code page becomes a question mark there.
enum CodePage {
    /// UTF-8's number.
    static let any = "65001"
    private static let western = "1252"
    private static let westernSigns = Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars)

    /// Whether all of a text is in a code page; of those not known here, only ASCII is counted on.
    static func holds(_ text: String, _ page: String?) -> Bool {
        guard let page, page != any else { return true }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value < 0x80
                || page == western && ((0xA0...0xFF).contains(scalar.value) || westernSigns.contains(scalar))
        }
    }
}
