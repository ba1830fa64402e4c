internal import Configuration
internal import Glibc

/// The editor a person uses.
struct Editor {
    private let command: String

    /// Finds it: `$VISUAL`, `$EDITOR`, or what is usually there, which all need a terminal.
    init(_ surroundings: Surroundings) throws(Failure) {
        let named = ["VISUAL", "EDITOR"].lazy.compactMap { surroundings.environment[$0] }.first { !$0.isEmpty }
        guard named != nil || surroundings.canAsk else {
            throw Failure(
                .refused, "There is no terminal for an editor, so nothing was changed.",
                remedy: "Give the new payload with --from FILE, or set EDITOR to a program that needs no terminal.")
        }
        let path = surroundings.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let usual = ["editor", "nano", "vim", "vi"].first { name in
            path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
        }
        guard let command = named ?? usual else {
            throw Failure(.failed, "There is no editor; set EDITOR, or use --from FILE.")
        }
        self.command = command
    }

    /// Opens a file and waits until the editor is left. Where that ends badly, the file is removed if it holds just the
    /// untyped text; else it stays, and the failure says where: what was typed, now or before, is not lost.
    ///
    /// - Parameters:
    ///   - untyped: The text that need not be kept: nobody has typed it, or the caller has it as well.
    ///   - line: Where to begin, from 1, in editors that are known to be able to.
    func open(_ file: EditedFile, untyped: [UInt8], at line: Int?) throws(Failure) {
        let code: Int32
        do throws(ChildFailure) {
            // Editors are named with options, as in "code --wait": the shell takes the words apart.
            code = try Child.run(["/bin/sh", "-c", "\(command) \"$@\"", "sh"] + position(line) + [file.path])
        } catch {
            throw failure("The editor can't be started: \(error.words).", file, untyped)
        }
        guard code == 0 else {
            throw failure("The editor '\(command)' ended with code \(code).", file, untyped)
        }
    }

    /// Removes the file if it holds just the untyped text, and says what became of it.
    private func failure(_ lead: String, _ file: EditedFile, _ untyped: [UInt8]) -> Failure {
        guard let text = try? file.read(), text == untyped else {
            return Failure(.failed, "\(lead) Nothing was saved; what you have typed was kept in \(file.path).")
        }
        file.remove()
        return Failure(.failed, "\(lead) Nothing was saved.")
    }

    private func position(_ line: Int?) -> [String] {
        guard let line else { return [] }
        let program = command.split(separator: " ").first?.split(separator: "/").last.map(String.init) ?? ""
        return ["vi", "vim", "nvim", "nano", "emacs", "editor", "kak", "joe", "ne"].contains(program)
            ? ["+\(line)"] : []
    }
}
