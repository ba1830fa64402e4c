import TerminalKit
import Testing

@Suite struct `Key names` {
    @Test(arguments: [
        (KeyPress.character("D"), "D"), (.character(" "), "Space"), (.character("-"), "-"), (.character("王"), "王"),
        (.control("r"), "Ctrl-r"), (.control(" "), "Ctrl-Space"), (.control("]"), "Ctrl-]"),
        (.alternate("x"), "Alt-x"), (.alternate("X"), "Alt-X"), (.function(5), "F5"), (.function(12), "F12"),
        (.delete, "Del"), (.insert, "Ins"), (.escape, "Esc"), (.enter, "Enter"), (.tab, "Tab"),
        (.backTab, "Shift-Tab"), (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.backspace, "Backspace"),
        (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"), (.end, "End"),
    ])
    func `are written and read`(key: KeyPress, name: String) {
        #expect(key.name == name)
        #expect(KeyPress(name: name) == key)
    }

    @Test(arguments: [
        ("^R", KeyPress.control("r")), ("C-r", .control("r")), ("CTRL-R", .control("r")), ("ctrl+r", .control("r")),
        ("M-x", .alternate("x")), ("alt-X", .alternate("X")), ("f5", .function(5)), ("escape", .escape),
        ("Return", .enter), ("PageDown", .pageDown), ("DELETE", .delete), ("F", .character("F")),
        ("^", .character("^")),
    ])
    func `are read in other forms`(name: String, key: KeyPress) {
        #expect(KeyPress(name: name) == key)
    }

    @Test(arguments: ["", "Ctrl-", "F0", "F99", "Fx", "Hyper-x", "dd", "Mouse", "Paste"])
    func `are refused when there is no such key`(name: String) {
        #expect(KeyPress(name: name) == nil)
    }
}
