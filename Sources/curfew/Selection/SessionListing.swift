internal import Operations
internal import SessionModel
internal import SessionQuery

/// Prints a selection of sessions.
struct SessionListing {
    let selection: Selection
    let opened: OpenedStore
    /// Why hidden values are shown, for the journal.
    var reason: String?
    let format: OutputFormat
    /// The columns that were asked for beside the usual ones.
    var columns: [ListColumn] = []
    let withPayload: Bool
    let reveals: Bool
    /// Whether it is a failure when nothing fits.
    let isConditional: Bool

    /// Prints it once.
    ///
    /// - Throws: Nothing matched, where something was looked for.
    func print() async throws(Failure) {
        let matched = try await write()
        if matched == 0, isConditional, selection.limit > 0 {
            throw Failure(.nothingMatched, "No session of \(selection.target.name) fits.")
        }
        if matched == 0, selection.limit > 0 { Notice.write("\(selection.target.name) holds no sessions.") }
    }

    /// Prints it every two seconds, on a cleared screen or, where no terminal shows it, below a blank line, until it is
    /// stopped.
    func redraw() async throws(Failure) {
        var between = ""
        while true {
            var output = DataOutput(endsWhenClosed: true)
            try output.write((DataOutput.isSeen ? "\u{1B}[H\u{1B}[2J" : between).utf8)
            try output.flush()
            _ = try await write()
            between = "\n"
            guard (try? await Task.sleep(for: .seconds(2))) != nil else { throw Failure(.interrupted, "") }
        }
    }

    private func write() async throws(Failure) -> Int {
        var writer = SessionWriter(
            format, of: selection.target, columns: columns, withPayload: withPayload, reveals: reveals,
            now: selection.now)
        if format == .ids, selection.query == .everything, !selection.order.needsSessions {
            let keys = try await selection.keys()
            for key in keys { try writer.write(key) }
            try writer.end()
            return keys.count
        }
        try writer.begin()
        let summary = try await selection.read { (sessions) throws(Failure) in
            if reveals { try await Reveal.note(sessions, opened, reason: reason) }
            for session in sessions { try writer.write(session) }
            try writer.flush()
        }
        try writer.end()
        if summary.unknown > 0 {
            let fits = summary.unknown == 1 ? "it fits" : "they fit"
            Notice.write("\(summary.doubt), so it is not known whether \(fits).")
        }
        return summary.matched
    }
}
