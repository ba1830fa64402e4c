internal import TerminalKit

extension Command {
    /// The mouse, and how often the screen changes.
    static let terminal: [Command] = [
        Command(
            "mouse", .function(2), title: "Take the mouse, or leave it to the terminal's own selection",
            in: .everywhere
        ) { console in
            console.isMouseOn.toggle()
            console.say(
                .info,
                console.isMouseOn
                    ? "The mouse is on: click selects, double click opens; F2 gives it back."
                    : "The mouse is off: the terminal's own selection works again.")
        },
        Command(
            "slow", title: "Spare a slow line: one frame a second at most for what moves by itself", in: .everywhere
        ) { console in
            console.pace.isSlow.toggle()
            console.say(
                .info, console.pace.isSlow ? "Slow: one frame a second; keys answer at once." : "No longer slow.")
        },
        Command("slower", .character("+"), title: "Let the screen change less often by itself", in: .everywhere) {
            $0.setPace { $0.slowDown() }
        },
        Command("faster", .character("-"), title: "Let the screen change more often by itself", in: .everywhere) {
            $0.setPace { $0.speedUp() }
        },
    ]
}

extension Console {
    /// What the console wants of its terminal just now.
    public var terminalWish: TerminalWish { TerminalWish(title: windowTitle, hasMouse: isMouseOn, pace: pace) }

    private var windowTitle: String? {
        guard let facts = shownFacts else { return nil }
        let marks = (facts.isProduction ? " [PROD]" : "") + (facts.isReadOnly ? " [RO]" : "")
        return "curfew: " + TextWidth.truncate(Printable.text(facts.name), to: 60) + marks
    }

    fileprivate mutating func setPace(_ change: (inout Pace) -> Bool) {
        guard change(&pace) else { return say(.info, "It can't be more than that.") }
        say(.info, pace.label.isEmpty ? "The screen changes at once." : "The screen changes by itself \(pace.label).")
    }
}
