//! A few connections, lent to blocking threads one job at a time.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::{StoreError, migrate};

/// Readers of a file do not wait for each other; more connections than this gain little.
const FILE_CONNECTIONS: usize = 4;
/// How long one process waits for another that writes to the same file.
const BUSY: Duration = Duration::from_secs(5);

/// The database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Store {
    /// Opens the database in a file, which is made if it is not there. Several processes may share it.
    ///
    /// # Errors
    /// When the file cannot be opened or belongs to a newer version of this program.
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

    /// Opens an empty database that is gone with the last clone of the store.
    ///
    /// # Errors
    /// When SQLite cannot make it.
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
        Ok(Self(Arc::new(Shared { idle: Mutex::new(connections), permits })))
    }

    /// Runs work that only reads. All that it reads is of one moment.
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

    /// Runs work in a transaction: all of it is done, or nothing.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.lend(move |connection| {
            let transaction = begin(connection)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
        .await
    }

    async fn lend<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let shared = Arc::clone(&self.0);
        let permit = Arc::clone(&shared.permits).acquire_owned().await.map_err(|_| StoreError::Broken)?;
        let job = tokio::task::spawn_blocking(move || {
            // The permit outlives the loan, so whoever gets it next finds a connection.
            let _permit = permit;
            let mut loan = Loan::of(&shared)?;
            work(loan.connection.as_mut().ok_or(StoreError::Broken)?)
        });
        job.await.map_err(|_| StoreError::Broken)?
    }
}

/// Takes the write lock at once: a transaction that reads first and then writes could not wait for it.
pub(super) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// A connection that goes back to the pool even when the work panics.
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
    // The list is whole at every moment, whoever panicked.
    shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
}
