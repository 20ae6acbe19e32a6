import GRDB

/// Tables of the store, by version. A migration that has been published is never changed; a new one is added.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs") { try $0.execute(sql: runs) }
        migrator.registerMigration("2 exports") { try $0.execute(sql: exports) }
        migrator.registerMigration("3 sweeps") { try $0.execute(sql: sweeps) }
        return migrator
    }

    /// "Reel" in ASCII, kept in the file's header: tells a run store from any other SQLite file.
    static let applicationID = 0x5265_656C

    /// NaN is kept as NULL, as SQLite does with it. Lists are JSON. `process` says who is fitting, see `ProcessMark`.
    private static let runs = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started REAL NOT NULL, ended REAL, status TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
            command TEXT NOT NULL, script TEXT NOT NULL, line INTEGER NOT NULL, recipe TEXT NOT NULL,
            model TEXT NOT NULL, name TEXT, seed INTEGER,
            dataset TEXT NOT NULL, datasetFingerprint TEXT NOT NULL,
            split TEXT NOT NULL, splitFingerprint TEXT NOT NULL, audit TEXT,
            codeVersion TEXT NOT NULL, machine TEXT NOT NULL, threads INTEGER NOT NULL, exact INTEGER NOT NULL,
            seconds REAL NOT NULL, peakMemory INTEGER NOT NULL, verdict TEXT,
            ranking TEXT NOT NULL, note TEXT NOT NULL, process TEXT NOT NULL, heartbeat REAL NOT NULL
        );
        CREATE INDEX runByModel ON run(model);
        CREATE INDEX runBySplit ON run(splitFingerprint);
        CREATE TABLE setting (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run, position)
        ) WITHOUT ROWID;
        CREATE TABLE finding (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, isAudit INTEGER NOT NULL,
            position INTEGER NOT NULL, measure TEXT NOT NULL, value REAL, verdict TEXT NOT NULL,
            reason TEXT NOT NULL, PRIMARY KEY (run, isAudit, position)
        ) WITHOUT ROWID;
        CREATE TABLE metric (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, position INTEGER NOT NULL,
            name TEXT NOT NULL, value REAL, PRIMARY KEY (run, position), UNIQUE (run, name)
        ) WITHOUT ROWID;
        CREATE TABLE epoch (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, number INTEGER NOT NULL,
            name TEXT NOT NULL, value REAL, PRIMARY KEY (run, number, name)
        ) WITHOUT ROWID;
        CREATE TABLE userList (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, users BLOB NOT NULL);
        CREATE TABLE perUser (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            metric TEXT NOT NULL, userList INTEGER NOT NULL REFERENCES userList(id), "values" BLOB NOT NULL,
            UNIQUE (run, metric)
        );
        CREATE TABLE tag (
            run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, tag TEXT NOT NULL,
            PRIMARY KEY (run, tag)
        ) WITHOUT ROWID;
        CREATE INDEX tagByName ON tag(tag);
        PRAGMA application_id = \(applicationID);
        """

    private static let exports = """
        CREATE TABLE export (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, path TEXT NOT NULL,
            place TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, command TEXT NOT NULL,
            "table" TEXT NOT NULL
        );
        CREATE INDEX exportByPlace ON export(place);
        CREATE INDEX exportByHash ON export(sha256);
        CREATE TABLE exportRun (
            export INTEGER NOT NULL REFERENCES export(id) ON DELETE CASCADE, run INTEGER NOT NULL,
            PRIMARY KEY (export, run)
        ) WITHOUT ROWID;
        """

    /// What a sweep follows from is JSON in `plan`; a trial's candidate and runs are lists of texts as JSON. The indexes on
    /// metrics and settings let runs be found and ordered by them without reading all.
    private static let sweeps = """
        CREATE TABLE sweep (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, started REAL NOT NULL, name TEXT,
            trials INTEGER NOT NULL, plan TEXT NOT NULL
        );
        CREATE TABLE trial (
            sweep INTEGER NOT NULL REFERENCES sweep(id) ON DELETE CASCADE, number INTEGER NOT NULL,
            candidate TEXT NOT NULL, epochs INTEGER, parent INTEGER, status TEXT NOT NULL, message TEXT NOT NULL,
            value REAL, runs TEXT NOT NULL, seconds REAL NOT NULL, process TEXT NOT NULL, heartbeat REAL NOT NULL,
            PRIMARY KEY (sweep, number)
        ) WITHOUT ROWID;
        ALTER TABLE run ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
        CREATE TABLE source (
            dataset TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,
            syndrome INTEGER NOT NULL, blocks BLOB NOT NULL, PRIMARY KEY (dataset, path)
        ) WITHOUT ROWID;
        CREATE INDEX metricByValue ON metric(name, value, run);
        CREATE INDEX settingByText ON setting(name, text, run);
        CREATE INDEX runByStart ON run(started);
        CREATE INDEX runByDataset ON run(dataset);
        CREATE INDEX runByVerdict ON run(verdict);
        """
}
