internal import Operations
internal import SessionFormats

extension FormatDetection {
    /// What was looked at to tell the formats, and what is there beside them, a sentence each; none where all was looked
    /// at.
    var notes: [String] { [note, rareNote].compactMap(\.self) }

    private var rareNote: String? {
        guard !rare.isEmpty, case .first(let count) = extent else { return nil }
        let names = rare.map(\.format.name).joined(separator: ", ")
        return "Also there, too rare for the first \(count) keys: \(names); format=NAME opens its sessions."
    }

    private var note: String? {
        switch extent {
        case .all: nil
        case .first(let count):
            "The formats were told by the first \(count) keys that could be sessions; format= names another."
        case .places(let count):
            "None of the first \(count) keys that could be one was a session, so some of each prefix in the whole store were"
                + " looked at; format= names another format."
        case .each(let count):
            "None of the first \(count) keys that could be one was a session, so the others were looked at one by one."
        case .notAll(let count):
            "None of the first \(count) keys that could be one was a session, and there was no time for all of the others;"
                + " format= names a format that was not seen."
        }
    }
}
