import MySQLStore
import PostgreSQLStore
import SQLStore
import SessionModel
import StoreKit
import TestSupport
import Testing

/// A server that takes connections and answers nothing: the time allowed is never over in these tests.
@Suite(.timeLimit(.minutes(5))) struct `Connecting to a database that does not answer` {
    private func opening(_ scheme: String, port: Int) -> StoreOpening {
        StoreOpening(
            address: StoreAddress(
                scheme: scheme, user: "ann", hosts: [.init("127.0.0.1", port: UInt16(port))], path: "shop"),
            layouts: [.table(.tina4())], timeout: 600_000)
    }

    private func expectEnd(_ driver: StoreDriver, _ server: Int) async throws {
        let proxy = try RecordingProxy(to: server)
        proxy.hold()
        let opening = opening(driver.schemes[0], port: proxy.port)
        let task = Task {
            do throws(StoreError) {
                _ = try await driver.open(opening)
                return StoreError.Reason?.none
            } catch {
                return error.reason
            }
        }
        while proxy.openCount == 0 { try await Task.sleep(for: .milliseconds(5)) }

        task.cancel()

        #expect(await task.value == .cancelled)
    }

    @Test(.needs(.postgres)) func `ends at once when it is not wanted any more, in PostgreSQL`() async throws {
        try await expectEnd(.postgresql, PostgreSQLDatabase.server.get().port)
    }

    @Test(.needs(.mariadbd)) func `ends at once when it is not wanted any more, in MariaDB`() async throws {
        try await expectEnd(.mysql, MariaDBDatabase.server.get().port)
    }
}
