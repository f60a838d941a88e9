//! A connection pool. Each job on a blocking thread borrows one connection.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{Semaphore, watch};

use super::{StoreError, migrate};

/// The number of connections to a file. Readers do not block each other, and more connections gain little.
const FILE_CONNECTIONS: usize = 4;
/// The maximum time to wait for another process that writes to the same file.
const BUSY: Duration = Duration::from_secs(5);
/// The size of what a probe writes: some pages, because there may be room for less on a full disk.
const PROBE_BYTES: i32 = 64 * 1024;

/// The database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    /// `false` from an outage until a probe succeeds.
    works: watch::Sender<bool>,
}

impl Store {
    /// Opens the database in a file, and creates it if necessary. Several processes may share the file.
    ///
    /// # Errors
    /// Fails if the file cannot be opened, or was written by a newer version of this program.
    pub fn file(path: &Path) -> Result<Self, StoreError> {
        let mut first = Connection::open(path)?;
        first.busy_timeout(BUSY)?;
        first.pragma_update(None, "journal_mode", "WAL")?;
        migrate(&mut first)?;
        let mut connections = vec![first];
        for _ in 1..FILE_CONNECTIONS {
            connections.push(Connection::open(path)?);
        }
        Self::of(connections)
    }

    /// Opens an empty database in memory, which exists until the last clone of the store is dropped.
    ///
    /// # Errors
    /// Fails if SQLite cannot create it.
    pub fn memory() -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        migrate(&mut connection)?;
        Self::of(vec![connection])
    }

    fn of(connections: Vec<Connection>) -> Result<Self, StoreError> {
        for connection in &connections {
            connection.busy_timeout(BUSY)?;
            connection.pragma_update(None, "foreign_keys", true)?;
        }
        let permits = Arc::new(Semaphore::new(connections.len()));
        Ok(Self(Arc::new(Shared { idle: Mutex::new(connections), permits, works: watch::Sender::new(true) })))
    }

    /// Runs read-only work on a consistent snapshot.
    pub(crate) async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.lend(move |connection| {
            let transaction = connection.transaction()?;
            work(&transaction)
        })
        .await
    }

    /// Runs work in a transaction: all of its changes are stored, or none.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let written = self.lend(move |connection| {
            let transaction = begin(connection)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        written.await.inspect_err(|error| {
            if error.is_outage() {
                self.0.works.send_replace(false);
            }
        })
    }

    /// Writes something, to find out if the store works.
    pub(crate) async fn probe(&self) {
        let sql = "INSERT INTO probe VALUES (1, zeroblob(?1)) ON CONFLICT DO UPDATE SET content = excluded.content";
        let probed = self.write(|transaction| Ok(transaction.execute(sql, [PROBE_BYTES])?)).await;
        match probed {
            Err(error) if error.is_busy() => {}
            _ => _ = self.0.works.send_replace(probed.is_ok()),
        }
    }

    /// Returns `true` until there is an outage, and again after a probe that succeeds.
    pub(crate) fn works(&self) -> watch::Receiver<bool> {
        self.0.works.subscribe()
    }

    async fn lend<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let shared = Arc::clone(&self.0);
        let permit = Arc::clone(&shared.permits).acquire_owned().await.map_err(|_| StoreError::Broken)?;
        let job = tokio::task::spawn_blocking(move || {
            // The permit is dropped after the connection is returned, so the next holder finds a connection.
            let _permit = permit;
            let mut loan = Loan::of(&shared)?;
            work(loan.connection.as_mut().ok_or(StoreError::Broken)?)
        });
        job.await.map_err(|_| StoreError::Broken)?
    }
}

/// Begins a transaction with the write lock. A transaction that reads before it writes could not wait for the lock.
pub(super) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// A connection that returns to the pool even if the work panics.
struct Loan<'a> {
    shared: &'a Shared,
    connection: Option<Connection>,
}

impl<'a> Loan<'a> {
    fn of(shared: &'a Shared) -> Result<Self, StoreError> {
        let connection = idle(shared).pop().ok_or(StoreError::Broken)?;
        Ok(Self { shared, connection: Some(connection) })
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        idle(self.shared).extend(self.connection.take());
    }
}

fn idle(shared: &Shared) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    // A panic cannot leave the list in an inconsistent state.
    shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::Store;
    use crate::store::users::{self, NewUser};
    use crate::store::{Resource, StoreError};

    fn ann() -> NewUser {
        NewUser { name: "Ann".into(), email: "ann@example.org".into(), phone: None }
    }

    #[tokio::test]
    async fn an_outage_lasts_until_a_probe_succeeds() {
        let store = Store::memory().unwrap();
        let works = store.works();
        store.set_read_only(true).await;
        let error = store.write(|store| users::create(store, ann())).await.unwrap_err();
        assert!(error.is_outage(), "{error:?}");
        assert!(!*works.borrow());
        store.probe().await;
        assert!(!*works.borrow());
        store.set_read_only(false).await;
        assert!(!*works.borrow(), "nothing has been written since");
        store.probe().await;
        assert!(*works.borrow());
        store.write(|store| users::create(store, ann())).await.unwrap();
    }

    #[tokio::test]
    async fn an_error_of_a_request_is_no_outage() {
        let store = Store::memory().unwrap();
        store.write(|store| users::create(store, ann())).await.unwrap();
        let error = store.write(|store| users::create(store, ann())).await.unwrap_err();
        assert!(matches!(error, StoreError::Taken { what: Resource::User, .. }), "{error:?}");
        assert!(*store.works().borrow());
    }

    impl Store {
        /// Makes a store in memory fail as on a disk that is read-only.
        pub(crate) async fn set_read_only(&self, is_read_only: bool) {
            self.lend(move |connection| Ok(connection.pragma_update(None, "query_only", is_read_only)?)).await.unwrap();
        }
    }
}
