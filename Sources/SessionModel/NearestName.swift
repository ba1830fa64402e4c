/// Finds what a person may have meant by a name that is unknown.
public enum NearestName {
    /// The candidate that takes the fewest slips of the hand to get `name` from, the earlier of two as near; nil when
    /// none is near enough.
    ///
    /// A slip is a character left out, put in, replaced, or changed with its neighbour; case does not count. One slip
    /// in three characters is allowed, and always one.
    public static func among(_ candidates: some Sequence<String>, to name: String) -> String? {
        let typed = Array(name.lowercased())
        let limit = max(1, typed.count / 3)
        var nearest: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - typed.count) <= limit else { continue }
            let distance = slips(from: typed, to: letters)
            guard distance <= limit, distance < max(typed.count, letters.count) else { continue }
            if distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
        }
        return nearest?.name
    }

    /// The number of slips between two words, by the table of all their beginnings (Damerau and Levenshtein), of which
    /// three rows are kept.
    private static func slips(from source: [Character], to target: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...target.count)
        for row in source.indices {
            var current = [row + 1]
            for column in target.indices {
                let isSame = source[row] == target[column]
                var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, source[row] == target[column - 1], source[row - 1] == target[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[target.count]
    }
}
