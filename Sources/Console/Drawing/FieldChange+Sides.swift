internal import SessionModel
internal import TerminalKit

extension FieldChange {
    /// Both sides as they are compared: of long values the part where they differ, and of hidden ones that they do.
    ///
    /// - Parameter columns: The room there is for one side.
    /// - Returns: What was there and what is, made safe for a terminal; nil for nothing.
    func sides(within columns: Int) -> (old: String?, new: String?) {
        guard let old = old.map(Printable.text), let new = new.map(Printable.text) else {
            return (old.map(Printable.text), new.map(Printable.text))
        }
        if old == new { return (old, "\(new), another one") }
        guard max(TextWidth.columns(of: old), TextWidth.columns(of: new)) > columns else { return (old, new) }
        let same = zip(old, new).prefix { $0 == $1 }.count
        let before = max(8, columns / 4)
        guard same > before + 2 else { return (old, new) }
        return (".." + old.dropFirst(same - before), ".." + new.dropFirst(same - before))
    }
}
