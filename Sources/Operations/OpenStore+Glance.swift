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
        /// What it makes of a record that it alone has marked, and which of the probe's paths are the fields for that.
        let byFields: (look: FieldGlance.Look, fields: Range<Int>)?
    }

    private let target: OpenStore
    private let candidates: [Candidate]
    /// The layouts of files, a group for each candidate.
    private let names: FileNames
    /// The candidates that have other layouts too.
    private let others: [Int]
    /// Finds the marks of all of them, and the fields of those that have a glance by fields.
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
            let marks = paths.count..<paths.count + format.marks.count
            paths += format.marks
            var byFields = marks.isEmpty ? nil : format.fieldGlance?(target.context)
            if let wanted = byFields?.paths.count, paths.count + wanted > FieldProbe.mostPaths { byFields = nil }
            let fields = paths.count..<paths.count + (byFields?.paths.count ?? 0)
            paths += byFields?.paths ?? []
            files.append(layouts.compactMap(\.files))
            return Candidate(
                layouts: layouts.filter { $0.kind != .files }, glance: format.glance(target.context), marks: marks,
                byFields: byFields.map { ($0.look, fields) })
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
        if claiming.nonzeroBitCount == 1 {
            return candidates[claiming.trailingZeroBitCount].glance(key, content, expiry, modified, &page)
        }
        if glanceByMarks(claiming, key, content, expiry, modified, &page) { return }
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

    /// Has the one format among those that claim a record's key take it which has all its marks in it; whether there is
    /// one, and not several.
    private func glanceByMarks(
        _ claiming: UInt64, _ key: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer, _ expiry: Int64,
        _ modified: Int64, _ page: inout RecordPage
    ) -> Bool {
        guard claiming != 0, probe.count > 0 else { return false }
        return withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: probe.count) { found in
            guard probe.look(through: content, found: found), let marked = marked(found, among: claiming) else {
                return false
            }
            if let (look, fields) = candidates[marked].byFields {
                look(key, content, UnsafeMutableBufferPointer(rebasing: found[fields]), expiry, modified, &page)
            } else {
                candidates[marked].glance(key, content, expiry, modified, &page)
            }
            return true
        }
    }

    /// Which candidate is the only one to have all its marks among what was found; nil where none has, or several.
    private func marked(_ found: UnsafeMutableBufferPointer<Range<Int>>, among claiming: UInt64) -> Int? {
        var marked: Int?
        for place in candidates.indices where claiming & 1 << UInt64(place) != 0 {
            let marks = candidates[place].marks
            guard !marks.isEmpty, marks.allSatisfy({ !found[$0].isEmpty }) else { continue }
            if marked != nil { return nil }
            marked = place
        }
        return marked
    }
}
