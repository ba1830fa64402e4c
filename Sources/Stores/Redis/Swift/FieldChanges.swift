internal import SessionModel
internal import StoreKit

/// What a write changes in a hash: fields that stay as they are are not sent, so that nothing of theirs is touched.
struct FieldChanges {
    /// The fields that get a value.
    let set: FieldList
    /// The fields that are taken out; their values are empty.
    let removed: FieldList

    /// Compares what a write expects with what it writes; nil where one of the two is no list of fields, or where nothing
    /// would be left: a hash without fields is no key any more.
    init?(_ write: RecordWrite) {
        guard let content = write.content, let new = FieldList(content), !new.fields.isEmpty,
            let old = FieldList(write.expecting.content)
        else { return nil }
        let before = Dictionary(old.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        set = FieldList(new.fields.filter { before[$0.name] != $0.value })
        let kept = Set(new.fields.map(\.name))
        removed = FieldList(
            old.fields.filter { !kept.contains($0.name) }.map { FieldList.Field(name: $0.name, value: []) })
    }
}
