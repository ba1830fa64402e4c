internal import Console
internal import Operations
internal import Synchronization

/// What is remembered of the open stores from one run to the next.
extension EffectRunner {
    /// Facts with what is remembered of the profile, or of all profiles that are open together.
    func recalling(_ facts: StoreFacts) async -> StoreFacts {
        let name = facts.members.isEmpty ? facts.name : facts.members.map(\.name).sorted().joined(separator: "+")
        state.withLock { $0.memoryName = name }
        guard let memories = opening.memories else { return facts }
        var facts = facts
        do throws(MemoryError) {
            facts.memory = try await memories.recall(name)
        } catch {
            tell(error)
        }
        return facts
    }

    /// Remembers something, after what was to be remembered before.
    func remember(_ change: ProfileMemory.Change) {
        guard let memories = opening.memories else { return }
        state.withLock { state in
            let (name, before) = (state.memoryName, state.remembering)
            state.remembering = Task {
                await before?.value
                do throws(MemoryError) {
                    try await memories.remember(change, of: name)
                } catch {
                    self.tell(error)
                }
            }
        }
    }

    /// Says what is wrong, once.
    private func tell(_ error: MemoryError) {
        let isNew = state.withLock { state in
            defer { state.memoryProblem = error.description }
            return state.memoryProblem != error.description
        }
        if isNew { post(.message(.warning, error.description)) }
    }
}
