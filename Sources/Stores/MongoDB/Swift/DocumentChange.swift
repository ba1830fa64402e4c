internal import BSON

/// What makes one document of another: single fields where that gives it exactly, else the whole of it.
enum DocumentChange {
    /// The change as an update takes it; nil where the two are the same.
    static func update(from old: BSONDocument, to new: BSONDocument) -> BSONDocument? {
        if old.bytes == new.bytes { return nil }
        return fields(from: old, to: new) ?? new
    }

    /// A change of single fields: what stays keeps its place, and at most one comes in, at the end.
    private static func fields(from old: BSONDocument, to new: BSONDocument) -> BSONDocument? {
        let before = members(old)
        let after = members(new)
        guard let before, let after else { return nil }
        let names = Set(after.map(\.name))
        let earlier = Dictionary(uniqueKeysWithValues: before.map { ($0.name, $0.value) })
        let kept = before.map(\.name).filter(names.contains)
        let added = after.map(\.name).filter { earlier[$0] == nil }
        guard added.count <= 1, after.map(\.name) == kept + added else { return nil }
        let set = after.filter { earlier[$0.name] != $0.value }
        let unset = before.filter { !names.contains($0.name) }
        guard (set + unset).allSatisfy({ isPath($0.name) }) else { return nil }
        var change: [(String, BSONValue)] = []
        if !set.isEmpty { change.append(("$set", .document(BSONDocument(set.map { ($0.name, $0.value) })))) }
        if !unset.isEmpty { change.append(("$unset", .document(BSONDocument(unset.map { ($0.name, "") })))) }
        return BSONDocument(change)
    }

    /// The fields; nil where a name is there twice.
    private static func members(_ document: BSONDocument) -> [(name: String, value: BSONValue)]? {
        let members = document.elements.map { (name: document.name($0), value: document.value($0)) }
        return Set(members.map(\.name)).count == members.count ? members : nil
    }

    /// Whether a name means the field of that name in an update.
    private static func isPath(_ name: String) -> Bool {
        !name.isEmpty && !name.contains(".") && !name.hasPrefix("$") && name != "_id"
    }
}
