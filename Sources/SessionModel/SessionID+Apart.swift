extension SessionID {
    /// Several texts cut short, each so that it can be told from the others: in the usual way, and where two would look
    /// the same, with those characters out of their middles that tell them apart: `5d10..7f2..83b2`.
    public static func shortenApart(_ texts: [String]) -> [String] {
        var short = texts.map(shorten)
        let groups = Dictionary(grouping: texts.indices) { short[$0] }
        for places in groups.values where places.count > 1 {
            for (place, middle) in zip(places, middles(places.map { Array(texts[$0].unicodeScalars) })) {
                guard !middle.isEmpty else { continue }
                let (head, tail) = (
                    text(texts[place].unicodeScalars.prefix(4)), text(texts[place].unicodeScalars.suffix(4))
                )
                short[place] = "\(head)..\(middle)..\(tail)"
            }
        }
        return short
    }

    /// What tells texts apart that begin and end alike: as few characters as that takes, from the first that differs.
    private static func middles(_ texts: [[Unicode.Scalar]]) -> [String] {
        let longest = texts.map(\.count).max() ?? 0
        let start = (0..<longest).first { place in
            texts.contains { $0.count <= place || $0[place] != texts[0][min(place, texts[0].count - 1)] }
        }
        guard let start else { return texts.map { _ in "" } }
        for length in 1...max(1, longest - start) {
            let middles = texts.map { text($0.dropFirst(start).prefix(length)) }
            if Set(middles).count == Set(texts).count { return middles }
        }
        return texts.map { text($0.dropFirst(start)) }
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
