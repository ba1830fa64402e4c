internal import Console
internal import Operations
internal import SessionModel
internal import Synchronization

/// Users over all open stores, and logging them out.
extension EffectRunner {
    func readUsers(_ ticket: Ticket) async {
        let directory = await UserDirectory.read(stores.open, now: opening.now()) { read, total in
            self.post(.usersProgress(ticket, read: read, of: total))
        }
        if !Task.isCancelled { post(.users(ticket, directory)) }
        forget(ticket)
    }

    func readWhatIf(_ ticket: Ticket, _ lifetime: Int64) async {
        let answer = await WhatIf.read(stores.open, lifetime: lifetime, now: opening.now()) {
            self.post(.whatIfProgress(ticket, $0))
        }
        if !Task.isCancelled { post(.whatIf(ticket, answer)) }
        forget(ticket)
    }

    func plan(_ ticket: Ticket, _ request: LogoutRequest) async {
        let result: Result<LogoutPlan, LogoutPlanError>
        do throws(LogoutPlanError) {
            result = .success(
                try await LogoutPlanner(
                    stores.open, journal: opening.journal, now: opening.now
                ).plan(request))
        } catch {
            result = .failure(error)
        }
        post(.planned(ticket, result))
        forget(ticket)
    }

    /// Ends, reads back, and watches; the task may be cancelled while sessions have their turn, and then stops there.
    func logOut(_ ticket: Ticket, _ order: LogoutOrder) async {
        let restored = RestoredSessions()
        let stops = Dictionary(uniqueKeysWithValues: order.plan.parts.map { ($0.place, StopSign()) })
        // A store that is locked from here on waits until this is over.
        let (desks, logout, ending) = state.withLock { state in
            let desks = state.open.members.indices.map(state.open.desk)
            let logout = Logout(
                order.plan, on: desks, watching: state.open.members.map(\.target), reason: order.reason,
                sparing: restored, now: opening.now)
            let ending = Task {
                await logout.end(until: stops) { self.post(.logout(ticket, .progress(done: $0, of: $1))) }
            }
            state.watches[ticket] = restored
            state.endings[ticket] = Ending(task: ending, stops: stops)
            return (desks, logout, ending)
        }
        let receipt = await withTaskCancellationHandler {
            await ending.value
        } onCancel: {
            ending.cancel()
        }
        state.withLock { $0.endings[ticket] = nil }
        // From here on Esc closes the card, and stops nothing.
        forget(ticket)
        let open = stores
        let unsure = receipt.parts.flatMap { part in
            part.receipt.lines.filter(\.isUncertain).map { open.shared($0.key, of: part.place) }
        }
        keepPlace(of: "logout of \(order.plan.user)", on: unsure)
        let steps = receipt.parts.compactMap { part in part.undo.map { PlacedStep(place: part.place, step: $0) } }
        state.withLock { Self.note(Deed(title: "logout of \(order.plan.user)", steps: steps), in: &$0) }
        let (undo, redo) = titles
        post(.logout(ticket, .ended(receipt, undoTitle: undo, redoTitle: redo)))
        if let milliseconds = order.standing { stand(ticket, order, desks, milliseconds, sparing: restored) }
        let following = Task {
            var receipt = receipt
            await logout.watch(
                &receipt, milliseconds: order.watch, endsAgain: order.endsAgain || order.standing != nil
            ) { session in
                self.post(.logout(ticket, .returned(session)))
            }
            if !Task.isCancelled { self.post(.logout(ticket, .watched(receipt))) }
            if order.standing == nil { self.state.withLock { $0.watches[ticket] = nil } }
        }
        state.withLock { $0.following.append(following) }
    }

    private func stand(
        _ ticket: Ticket, _ order: LogoutOrder, _ desks: [Operations], _ milliseconds: Int64,
        sparing restored: RestoredSessions
    ) {
        let standing = StandingLogout(
            order.plan, on: desks, reason: order.reason, sparing: restored, now: opening.now)
        let task = Task {
            await standing.stand(milliseconds: milliseconds) { self.post(.logout(ticket, .standing($0))) }
            self.post(.logout(ticket, .stoodDown))
            self.state.withLock { state in
                state.standing[ticket] = nil
                state.watches[ticket] = nil
            }
        }
        let places = order.plan.parts.filter { $0.refusal == nil }.map(\.place)
        state.withLock { $0.standing[ticket] = Standing(task: task, places: Set(places)) }
    }
}
