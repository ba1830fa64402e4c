internal import Console
internal import Operations
internal import SessionModel
internal import StoreKit

/// Saving sessions to files, bringing them back, and looking at what an act would come to.
extension EffectRunner {
    /// Saves sessions of one store; a sentence says why not.
    func export(_ keys: [SessionKey], to path: String) async -> Result<ExportedFile, EditorFailure> {
        let open = stores
        let parts = open.byStore(keys)
        guard let part = parts.first, parts.count == 1 else {
            return .failure(
                EditorFailure(
                    parts.isEmpty
                        ? "There is nothing to save."
                        : "A file holds sessions of one store; show one alone, as in ctx NAME."))
        }
        return await opening.export(part.keys, open.members[part.place].target, path)
    }

    /// Saves sessions as an act of its own, and writes that down.
    func exportAlone(_ ticket: Ticket, _ keys: [SessionKey], to path: String) async {
        let open = stores
        guard let place = open.byStore(keys).first?.place else {
            post(.exported(ticket, await export(keys, to: path).map(\.keys.count), path: path))
            return forget(ticket)
        }
        let desk = open.desk(place)
        let result: Result<ExportedFile, EditorFailure>
        do throws(OperationError) {
            try await desk.prepareExport()
            result = await export(keys, to: path)
        } catch {
            result = .failure(EditorFailure(error.description))
        }
        if case .success(let file) = result, let warning = await desk.noteExport(of: file.keys, reason: nil) {
            post(.message(.warning, warning))
        }
        post(.exported(ticket, result.map(\.keys.count), path: path))
        forget(ticket)
    }

    /// Reads a file and looks what bringing its sessions back would come to.
    func planRestore(_ ticket: Ticket, from path: String, into place: Int) async {
        let open = stores
        let result: Result<RestorePlan, EditorFailure>
        switch opening.readExport(path) {
        case .failure(let failure): result = .failure(failure)
        case .success(let records):
            do throws(OperationError) {
                guard open.members.indices.contains(place) else { return forget(ticket) }
                let lines = try await open.desk(place).preview(restoring: records)
                result = .success(RestorePlan(path: path, place: place, records: records, lines: lines))
            } catch {
                result = .failure(EditorFailure(error.description))
            }
        }
        post(.restorePlanned(ticket, result))
        forget(ticket)
    }

    /// Looks which of these sessions are there, and does nothing to them.
    func rehearse(_ ticket: Ticket, _ keys: [SessionKey]) async {
        let open = stores
        var (there, gone) = (0, 0)
        var failure: StoreError?
        for (place, own) in open.byStore(keys) {
            for start in stride(from: 0, to: own.count, by: OpenStore.batch) {
                if Task.isCancelled { return forget(ticket) }
                let batch = Array(own[start..<min(start + OpenStore.batch, own.count)])
                do throws(StoreError) {
                    let found = try await open.members[place].target.store.records(batch, limit: 0)
                    there += found.count { $0 != nil }
                    gone += found.count { $0 == nil }
                } catch {
                    failure = failure ?? error
                }
            }
        }
        let result: Result<Rehearsal, EditorFailure> =
            failure.map { .failure(EditorFailure($0.description)) } ?? .success(Rehearsal(there: there, gone: gone))
        post(.rehearsed(ticket, result))
        forget(ticket)
    }
}
