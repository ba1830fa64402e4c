internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// The memory of a running Node process, through its inspector.
    public static let node = StoreDriver(
        schemes: ["node"], kind: .memory, summary: "The memory of a running Node process, through its inspector",
        example: "node:4711", options: NodeTarget.options,
        intrusion: { opening throws(StoreError) in try Attachment.intrusion(NodeTarget(opening)) },
        open: { opening throws(StoreError) in try await NodeStore.open(opening) })
}
