internal import Configuration
internal import Glibc
internal import Operations
internal import SessionModel

/// A payload on its way through an editor and back.
struct PayloadEditing {
    let session: Session
    let opened: OpenedStore
    private let surroundings: Surroundings
    private let payload: Payload
    private let editable: EditablePayload

    /// What came back.
    struct Edited {
        /// The payload to be saved.
        var payload: Payload
        /// What differs from what was there.
        var changes: [FieldChange]
        /// The text that was edited; nil where it is in a file of the person's own.
        var file: EditedFile?

        /// Removes the text.
        func discard() { file?.remove() }

        /// The failure, which says where the text was kept.
        func keeping(_ failure: Failure) -> Failure {
            guard let file, failure.code != .done else { return failure }
            var failure = failure
            failure.message += " Your text was kept in \(file.path)."
            return failure
        }
    }

    /// Prepares a session for the editor.
    ///
    /// - Throws: Refused, where it may not be edited.
    init(_ session: Session, _ opened: OpenedStore, _ surroundings: Surroundings) throws(Failure) {
        if let reason = session.viewOnlyReason { throw Failure(.refused, reason) }
        if session.state(at: opened.target.storeTime(surroundings.now())) == .expired {
            throw Failure(
                .refused, "The session has expired, though the store still holds it; there is nothing to edit.")
        }
        self.session = session
        self.opened = opened
        self.surroundings = surroundings
        payload = try PathReader.payload(of: session)
        let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
        editable = payload.editable(hiding: opened.target.secrets, nonce: nonce)
    }

    /// What the session is called in messages.
    var name: String { opened.target.shortName(session.key, id: session.id) }

    // MARK: From a file

    /// Reads the new payload from a file.
    func read(_ path: String) throws(Failure) -> Edited {
        let bytes = path == "-" ? try LineReader.standardInput() : try LineReader.file(path)
        let place = path == "-" ? "standard input" : path
        return try edited(bytes, file: nil) { problem in Failure(.usage, "\(place): \(problem) Nothing was saved.") }
    }

    // MARK: In an editor

    /// Opens the editor, again and again until what comes back is a payload; nil when nothing was changed.
    ///
    /// - Parameter isRehearsal: Whether nothing is saved whatever comes back: that may be tried in read-only, too.
    func openEditor(isRehearsal: Bool) throws(Failure) -> Edited? {
        if let refusal = opened.target.refusal, !isRehearsal { throw Failure(refusal) }
        let editor = try Editor(surroundings)
        let file = try EditedFile(content: editable.text, directory: surroundings.paths.runtime)
        var problem: EditProblem?
        while true {
            try editor.open(
                file, untyped: editable.text, at: problem.map { $0.line + EditProblem.commentLines })
            let text = EditProblem.removed(from: try file.read())
            if text == editable.text {
                file.remove()
                return nil
            }
            do throws(EditProblem) {
                return try edited(text, file: file)
            } catch {
                guard surroundings.canAsk else {
                    throw Failure(
                        .refused, "What came back is no payload: \(error.sentence) Your text was kept in \(file.path).")
                }
                guard Self.asksAgain(error) else {
                    throw Failure(.refused, "Nothing was saved. Your text was kept in \(file.path).")
                }
                problem = error
                try file.write(error.comment + text)
            }
        }
    }

    private static func asksAgain(_ problem: EditProblem) -> Bool {
        Notice.write("What came back is no payload: \(problem.sentence)")
        Notice.write(bytes: Array("Enter opens the editor again, q gives up: ".utf8))
        guard let answer = Interruption.whileAsking({ LineReader.line(from: 0) }) else { return false }
        return !answer.lowercased().hasPrefix("q")
    }

    private func edited(
        _ bytes: [UInt8], file: EditedFile?, failing words: (String) -> Failure
    ) throws(Failure) -> Edited {
        do throws(EditProblem) {
            return try edited(bytes, file: file)
        } catch {
            throw words(error.sentence)
        }
    }

    /// Puts hidden values back, and takes the new values into the old text.
    private func edited(_ bytes: [UInt8], file: EditedFile?) throws(EditProblem) -> Edited {
        let edited: Payload
        do throws(PayloadSyntaxError) {
            edited = try Payload(parsing: bytes)
        } catch {
            throw EditProblem(sentence: error.description, line: error.line)
        }
        guard edited.root.kind == .object else {
            throw EditProblem(sentence: "A session's payload is an object, in braces.", line: 1)
        }
        return try adopted(edited, file)
    }

    private func adopted(_ edited: Payload, _ file: EditedFile?) throws(EditProblem) -> Edited {
        do throws(PayloadEditError) {
            let whole = try editable.restoring(edited, rule: opened.target.secrets)
            return Edited(
                payload: try payload.adopting(whole), changes: payload.differences(to: whole), file: file)
        } catch {
            throw EditProblem(sentence: error.description, line: 1)
        }
    }
}
