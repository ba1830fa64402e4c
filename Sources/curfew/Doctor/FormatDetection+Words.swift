internal import Operations

extension FormatDetection {
    /// What was looked at to tell the formats, as a note; nil where that was everything.
    var note: String? {
        switch extent {
        case .all: nil
        case .first(let count):
            "The formats were told by the first \(count) keys that could be sessions; format= names another."
        case .prefixes(let count):
            "None of the first \(count) keys that could be one was a session, so all keys with a known prefix were looked at;"
                + " format= names a format without one."
        case .somePrefixes(let count):
            "None of the first \(count) keys that could be one was a session, and there was no time for all with a known"
                + " prefix; format= names the format."
        }
    }
}
