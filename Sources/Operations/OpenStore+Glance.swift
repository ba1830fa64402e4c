internal import SessionFormats
public import SessionModel

extension OpenStore {
    /// The glance a listing takes at each record: that of the one format in question, else what the format that reads the
    /// record says of it. It asks for modification times itself.
    public var glance: RecordGlance {
        if formats.count == 1 { return formats[0].glance(context) }
        return SharedGlance(self).callAsFunction
    }
}

/// A glance at the records of a store that several formats read.
///
/// A listing has very many records, and reading one whole in each format takes fifty times as long as passing it: so most
/// are told by their key alone, and of the others many by their marks.
private struct SharedGlance: Sendable {
    private struct Candidate: Sendable {
        /// Its layouts but those of files, which `names` has.
        let layouts: [Layout]
        let glance: RecordGlance
        /// Which of the probe's paths are its marks; empty where it has none.
        let marks: Range<Int>
    }

    private let target: OpenStore
    private let candidates: [Candidate]
    /// The layouts of files, a group for each candidate.
    private let names: FileNames
    /// The candidates that have other layouts too.
    private let others: [Int]
    /// Finds the marks of all of them.
    private let probe: FieldProbe

    init(_ target: OpenStore) {
        var target = target
        target.context.isGlancing = true
        self.target = target
        var paths: [[String]] = []
        var files: [[FileLayout]] = []
        // A set of them is 64 bits; more formats than that read no store.
        candidates = target.formats.prefix(64).compactMap { format in
            let layouts = target.context.layouts(of: format.name)
            guard !layouts.isEmpty else { return nil }
            let first = paths.count
            paths += format.marks
            files.append(layouts.compactMap(\.files))
            let others = layouts.filter { $0.kind != .files }
            return Candidate(layouts: others, glance: format.glance(target.context), marks: first..<paths.count)
        }
        names = FileNames(groups: files)
        others = candidates.indices.filter { [candidates] in !candidates[$0].layouts.isEmpty }
        probe = FieldProbe(paths: paths)
    }

    func callAsFunction(
        key: UnsafeRawBufferPointer, content: UnsafeRawBufferPointer, expiry: Int64, modified: Int64,
        page: inout RecordPage
    ) {
        let claiming = self.claiming(key)
        if let only = claiming.nonzeroBitCount == 1 ? claiming : marked(content, among: claiming) {
            return candidates[only.trailingZeroBitCount].glance(key, content, expiry, modified, &page)
        }
        guard modified != RowFacts.unasked else { return page.lacksModification = true }
        let record = GlancedRecord.record(SessionKey(bytes: key), content, expiry, modified)
        guard let session = target.sessionIfAny(in: record) else { return }
        page.append(key: key, session, size: content.count, expiry: expiry, modified: modified)
    }

    /// Which formats have a layout that claims a key, a bit for each.
    private func claiming(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var claiming = names.claiming(key)
        for place in others where candidates[place].layouts.claim(key) { claiming |= 1 << UInt64(place) }
        return claiming
    }

    /// The bit of the one format that has all its marks in a record; nil where that is none or several.
    private func marked(_ content: UnsafeRawBufferPointer, among claiming: UInt64) -> UInt64? {
        guard claiming != 0, probe.count > 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: probe.count) { found in
            found.initialize(repeating: 0..<0)
            guard probe.look(through: content, found: found) else { return nil }
            var marked: UInt64 = 0
            for place in candidates.indices where claiming & 1 << UInt64(place) != 0 {
                let marks = candidates[place].marks
                if !marks.isEmpty, marks.allSatisfy({ !found[$0].isEmpty }) { marked |= 1 << UInt64(place) }
            }
            return marked.nonzeroBitCount == 1 ? marked : nil
        }
    }
}
