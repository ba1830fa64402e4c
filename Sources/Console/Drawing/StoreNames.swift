internal import TerminalKit

/// Names of stores in few columns, cut so that they can still be told apart.
enum StoreNames {
    /// Cuts names to as many columns as each has: in the middle, and where that leaves several the same, at the front
    /// that they share.
    static func short(_ names: [String], to widths: [Int]) -> [String] {
        let names = names.map(Printable.text)
        var short = zip(names, widths).map { TextWidth.shorten($0, to: $1) }
        for place in names.indices {
            let same = names.indices.filter { short[$0] == short[place] }
            guard Set(same.map { names[$0] }).count > 1 else { continue }
            let shared = sharedFront(same.map { names[$0] })
            for place in same { short[place] = cut(names[place], after: shared, to: widths[place]) }
        }
        return short
    }

    private static func sharedFront(_ names: [String]) -> Int {
        guard let first = names.first else { return 0 }
        return names.dropFirst().reduce(first.count) { shared, name in
            min(shared, zip(first, name).prefix { $0 == $1 }.count)
        }
    }

    private static func cut(_ name: String, after shared: Int, to width: Int) -> String {
        guard TextWidth.columns(of: name) > width else { return name }
        return TextWidth.truncate("…" + name.dropFirst(shared), to: width)
    }
}
