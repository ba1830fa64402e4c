internal import Operations
internal import TerminalKit

extension Command {
    /// What will end when, and what would.
    static let forecasting: [Command] = [
        Command(
            "horizon", .character("4"), .character("i"), title: "Show how many sessions end when", in: .everywhere,
            unless: { $0.isHere(.horizon) }
        ) { console, _ in console.showHorizon() },
        Command(
            "show-bar", .enter, title: "List the sessions of the bar under the cursor", hint: "list", in: [.horizon],
            unless: { $0.barQuery == nil ? "nothing has been counted yet" : nil }
        ) { console, _ in console.showBar() },
        Command(
            "next-bar", .character("l"), .right, title: "Go to the next bar", hint: "next", in: [.horizon],
            unless: { $0.horizonView.viewport.cursor >= $0.horizonView.stops.count - 1 ? "this is the last bar" : nil }
        ) {
            console in console.moveViewport { $0.move(by: 1) }
        },
        Command(
            "previous-bar", .character("h"), .left, title: "Go to the bar before", in: [.horizon],
            unless: { $0.horizonView.viewport.cursor == 0 ? "this is the first bar" : nil }
        ) { console in
            console.moveViewport { $0.move(by: -1) }
        },
        Command(
            "nearer", .character("z"), title: "Look nearer: a day, an hour, ten minutes", hint: "nearer",
            in: [.horizon], unless: { $0.horizonView.zoom.nearer == nil ? "this is the nearest" : nil }
        ) { console, _ in console.lookAt(console.horizonView.zoom.nearer) },
        Command(
            "farther", .character("Z"), title: "Look farther: ten minutes, an hour, a day", hint: "farther",
            in: [.horizon], unless: { $0.horizonView.zoom.farther == nil ? "this is the farthest" : nil }
        ) { console, _ in console.lookAt(console.horizonView.zoom.farther) },
        Command(
            "what-if", title: "Show what would end if sessions lived for another time: what-if 20m, what-if off",
            in: .everywhere, unless: { $0.facts == nil ? "the store is not open yet" : nil }
        ) { console, argument in console.askWhatIf(argument) },
    ]
}
