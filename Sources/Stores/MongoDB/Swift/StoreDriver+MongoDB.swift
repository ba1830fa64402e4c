internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// MongoDB.
    public static let mongodb = StoreDriver(
        schemes: ["mongodb", "mongodb+srv"], kind: .documents,
        summary: "A collection in MongoDB, 3.6 or later", example: "mongodb://user@localhost:27017/app",
        options: [
            .init("collection", "the collection's name, in place of the format's own"),
            .init("poll", "seconds between looks for changes, where the deployment does not tell of them"),
            .init("*", "anything else goes to the driver: replicaSet=, tls=, authSource=, readPreference= …"),
        ],
        open: { opening throws(StoreError) in try await MongoStore.open(opening) })
}
