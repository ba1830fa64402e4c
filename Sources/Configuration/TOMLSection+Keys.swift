internal import TerminalKit

extension TOMLSection {
    /// The keys that a text or a list of texts names.
    func keyPresses(_ name: String) throws(ConfigurationError) -> [KeyPress] {
        var keys: [KeyPress] = []
        for text in try strings(name) { keys.append(try keyPress(text, of: name)) }
        return keys
    }

    /// The key of a name, which stands at `key`.
    func keyPress(_ text: String, of key: String) throws(ConfigurationError) -> KeyPress {
        guard let press = KeyPress(name: text) else {
            throw .badValue(
                key: name(key), place: place(key), value: text, expected: "a key, as in \"F8\", \"Alt-g\" or \"w\"",
                nearest: nil)
        }
        return press
    }
}
