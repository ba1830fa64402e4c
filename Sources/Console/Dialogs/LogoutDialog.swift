internal import Operations
internal import SessionModel
internal import TerminalKit

/// The card of a logout: what would be ended, store by store; then how it goes; then the receipt.
struct LogoutDialog: Dialog {
    /// What its answers are about: the plan that is being made.
    let ticket: Ticket
    private let request: LogoutRequest
    private let standing: Int64?
    private var phase: Phase = .planning
    private var form: LogoutForm?

    private enum Phase: Sendable {
        case planning
        case asking(LogoutPlan)
        case following(LogoutState)
    }

    /// A card that waits for its plan.
    init(_ request: LogoutRequest, ticket: Ticket, standing: Int64?) {
        self.request = request
        self.ticket = ticket
        self.standing = standing
    }

    /// The card of a logout that has begun.
    init(_ state: LogoutState, now: Timestamp) {
        self.init(LogoutRequest(user: state.order.plan.user), ticket: state.ticket, standing: state.order.standing)
        follow(state, now: now)
    }

    private var text = LogoutText()

    var title: String {
        switch phase {
        case .planning, .asking: "Log out \(Printable.text(request.user)) everywhere"
        case .following(let state):
            state.receipt == nil
                ? "Logging out \(Printable.text(state.order.plan.user))"
                : "Receipt: \(Printable.text(state.order.plan.user))"
        }
    }

    var isDangerous: Bool {
        switch phase {
        case .planning, .asking: true
        case .following(let state): state.receipt?.isComplete == false
        }
    }

    // MARK: What it shows

    /// Shows what would be ended, and asks.
    ///
    /// - Parameter vocabulary: Which keys sentences name.
    mutating func show(
        _ plan: LogoutPlan, now: Timestamp, hidden: Int, canAsk wantsReason: Bool, _ vocabulary: Vocabulary
    ) {
        phase = .asking(plan)
        let count = plan.actable.reduce(0) { $0 + $1.doomed.count }
        text = LogoutText(plan, now: now, hidden: hidden, standing: standing, vocabulary)
        form = LogoutForm(user: plan.user, count: count, wantsReason: plan.isProduction, isStanding: standing != nil)
    }

    /// Shows how far it has come.
    mutating func follow(_ state: LogoutState?, now: Timestamp) {
        guard let state, isFollowing || form?.isConfirmed == true || form == nil else { return }
        phase = .following(state)
        text = LogoutText(state, now: now)
    }

    private var isFollowing: Bool {
        switch phase {
        case .following: true
        case .planning, .asking: false
        }
    }

    // MARK: Keys

    mutating func press(_ key: KeyPress) -> DialogAnswer {
        switch phase {
        case .planning:
            return key == .escape || key == .control("c") ? .abandon(ticket) : .stay
        case .asking(let plan): return press(key, asking: plan)
        case .following(let state): return press(key, following: state)
        }
    }

    private mutating func press(_ key: KeyPress, asking plan: LogoutPlan) -> DialogAnswer {
        guard var form else { return .close }
        let answer = form.press(key)
        self.form = form
        switch answer {
        case .stay: return .stay
        case .cancel: return .close
        case .dryRun: return .say("Nothing was done. " + text.sentence)
        case .confirm(let reason): return .logOut(LogoutOrder(plan, reason: reason, standing: standing))
        }
    }

    private func press(_ key: KeyPress, following state: LogoutState) -> DialogAnswer {
        switch key {
        case .escape, .control("c"), .enter, .character("q"), .character("c"):
            return state.receipt == nil ? .abandon(state.ticket) : .close
        case .character("e"):
            guard let plan = state.planAgain else { return .stay }
            return .logOut(LogoutOrder(plan, reason: state.order.reason))
        default: return .stay
        }
    }

    // MARK: Drawing

    func wantedSize(within size: Size) -> Size {
        let width = min(78, size.columns)
        let foot = isFollowing ? 1 : form?.height ?? 0
        return Size(columns: width, rows: min(size.rows, max(1, text.height(width: width - 4)) + foot + 3))
    }

    func draw(on canvas: inout Canvas) -> Point? {
        let width = canvas.size.columns - 2
        switch phase {
        case .planning:
            canvas.write("Reading all open stores; Esc stops.", at: Point(x: 1, y: 0), role: .dialogText, width: width)
            return nil
        case .asking:
            guard let form else { return nil }
            let room = canvas.size.rows - form.height - 1
            text.draw(on: &canvas, width: width, rows: max(1, room))
            return form.draw(on: &canvas, at: canvas.size.rows - form.height)
        case .following(let state):
            text.draw(on: &canvas, width: width, rows: max(1, canvas.size.rows - 2))
            drawFoot(state, on: &canvas, at: canvas.size.rows - 1)
            return nil
        }
    }

    private func drawFoot(_ state: LogoutState, on canvas: inout Canvas, at y: Int) {
        let titles =
            state.receipt == nil ? ["Stop"] : state.planAgain == nil ? ["Close"] : ["Close", "End again: e"]
        Buttons(titles: titles).draw(on: &canvas, at: Point(x: 2, y: y), dangerous: [1])
    }
}
