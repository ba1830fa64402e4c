/// Finds the name somebody probably meant.
public enum NearestName {
    /// The name nearest to `text`, or nil where none is near: as many slips as a third of its length, one at least,
    /// three at most; or a beginning of three characters and more.
    public static func of(_ text: String, among names: some Sequence<String>) -> String? {
        let typed = Array(text.lowercased().unicodeScalars)
        guard typed.count < 64 else { return nil }
        let allowed = min(3, max(1, typed.count / 3))
        var best: (name: String, slips: Int)?
        for name in names {
            let candidate = Array(name.lowercased().unicodeScalars)
            let isStart = typed.count >= 3 && candidate.starts(with: typed)
            let slips = isStart ? 1 : slips(from: typed, to: candidate)
            if slips <= allowed, slips < best?.slips ?? .max { best = (name, slips) }
        }
        return best?.name
    }

    /// How many letters must be typed, left out, replaced or swapped with their neighbour to come from one to the other.
    private static func slips(from typed: [Unicode.Scalar], to name: [Unicode.Scalar]) -> Int {
        var older: [Int] = []
        var previous = Array(0...name.count)
        for row in typed.indices {
            var current = [row + 1]
            for column in name.indices {
                let change = previous[column] + (typed[row] == name[column] ? 0 : 1)
                var cost = min(change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, typed[row] == name[column - 1], typed[row - 1] == name[column] {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            (older, previous) = (previous, current)
        }
        return previous[name.count]
    }
}
