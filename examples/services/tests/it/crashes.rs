//! Crashes: what callers were told is stored, and no stock stays reserved without an order.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use services::client::{Connect, Keepalive, Transport};
use services::data::{ClientCertificate, DataDir};
use services::proto::orders::v1::customer_service_client::CustomerServiceClient;
use services::proto::orders::v1::inventory_service_client::InventoryServiceClient;
use services::proto::orders::v1::order_service_client::OrderServiceClient;
use services::proto::orders::v1::{CreateCustomerRequest, CreateOrderRequest, Item, OrderLine, PutItemRequest};
use services::proto::user::v1::CreateUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::task::JoinSet;
use tonic::Code;

use crate::process::{Served, program, program_of_limited_files};

const STOCK: i64 = 1_000_000;
const CALLERS: usize = 16;
/// The time after which no stock may be reserved without an order.
const LEAK: Duration = Duration::from_secs(60);
/// The library that fakes the clock of a process, if the variable `FAKETIME_LIBRARY` names one.
const FAKETIME: &str = "FAKETIME_LIBRARY";

/// A data folder, and what callers of its servers were told.
struct Shop {
    folder: TempDir,
    /// The folder of the server with the stock.
    stock: TempDir,
    certificate: ClientCertificate,
    customer_id: String,
    orders: Vec<String>,
    users: Vec<String>,
}

/// The progress of the callers in a run.
#[derive(Debug, Default)]
struct Progress {
    acknowledged: AtomicU64,
    is_over: AtomicBool,
}

/// The failure of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    /// The server is killed.
    Server,
    /// One of two servers with the same folder is killed.
    OneOfTwo,
    /// The server with the stock is killed.
    Upstream,
    /// The disk is full.
    Full,
    /// Nothing can be written.
    ReadOnly,
    /// The clock is set forward or back, and the server is killed.
    Clock,
}

impl Shop {
    async fn open(failure: Failure) -> Self {
        let (folder, stock) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let data = DataDir::new(folder.path());
        data.open(&[]).unwrap();
        let certificate = data.client_certificate("ann").unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            std::fs::copy(entry.path(), stock.path().join(entry.file_name())).unwrap();
        }
        let (orders, users) = (Vec::new(), Vec::new());
        let mut shop = Self { folder, stock, certificate, customer_id: String::new(), orders, users };
        let item = Item { sku: "TEA".into(), name: "tea".into(), price_cents: 450, available: STOCK };
        let stock = shop.server(shop.stock_folder(failure), &[]).await;
        let mut inventory = InventoryServiceClient::new(shop.transport(&[&stock]));
        inventory.put_item(PutItemRequest { item: Some(item) }).await.unwrap();
        stock.kill().await;
        let server = shop.server(shop.folder.path(), &[]).await;
        let ann = CreateCustomerRequest { name: "Ann".into(), email: "ann@example.org".into() };
        let created = CustomerServiceClient::new(shop.transport(&[&server])).create_customer(ann).await.unwrap();
        shop.customer_id = created.into_inner().customer.unwrap().id;
        server.kill().await;
        shop
    }

    fn stock_folder(&self, failure: Failure) -> &Path {
        if failure == Failure::Upstream { self.stock.path() } else { self.folder.path() }
    }

    async fn server(&self, folder: &Path, arguments: &[&str]) -> Served {
        self.server_of(program(), folder, arguments).await
    }

    async fn server_of(&self, program: Command, folder: &Path, arguments: &[&str]) -> Served {
        let common = ["--listen", "127.0.0.1:0", "--client-certificates", "optional"];
        Served::of(program, folder, &[&common, arguments].concat()).await
    }

    fn transport(&self, servers: &[&Served]) -> Transport {
        let connect = Connect {
            servers: servers.iter().map(|server| server.url.clone()).collect(),
            ca: DataDir::new(self.folder.path()).ca().unwrap(),
            certificate: Some(self.certificate.clone()),
            token: None,
            keepalive: Keepalive::default(),
        };
        connect.transport().unwrap()
    }

    /// Causes the failure while callers are busy, and records what they were told.
    async fn run(&mut self, failure: Failure, number: u64) {
        let clock = self.folder.path().join("clock");
        std::fs::write(&clock, "+0").unwrap();
        let upstream = match failure {
            Failure::Upstream => Some(self.server(self.stock.path(), &[]).await),
            _ => None,
        };
        let inventory = upstream.as_ref().map(|upstream| ["--inventory", &upstream.url]);
        let arguments = inventory.as_ref().map_or(&[][..], |arguments| &arguments[..]);
        let mut servers = vec![self.server_of(failure.program(&clock), self.folder.path(), arguments).await];
        if failure == Failure::OneOfTwo {
            servers.push(self.server(self.folder.path(), &[]).await);
        }
        let transport = self.transport(&servers.iter().collect::<Vec<_>>());
        let progress = Arc::new(Progress::default());
        let mut callers = JoinSet::new();
        for caller in 0..CALLERS {
            let names = format!("{failure:?}-{number}-{caller}").to_lowercase();
            callers.spawn(call(transport.clone(), self.customer_id.clone(), names, Arc::clone(&progress)));
        }
        // Each run fails at another moment.
        while progress.acknowledged.load(Ordering::Relaxed) < 5 + number * 7 % 30 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(number * 379 % 20_000)).await;
        match failure {
            Failure::Server | Failure::OneOfTwo => {}
            Failure::Upstream => upstream.unwrap().kill().await,
            Failure::Full => servers[0].limit_files(database_size(self.folder.path()) + 200_000).await,
            Failure::ReadOnly => servers[0].limit_files(0).await,
            Failure::Clock => {
                let seconds = ["+3600", "-3600", "+86400", "-86400"][number as usize % 4];
                std::fs::write(&clock, seconds).unwrap();
            }
        }
        if !matches!(failure, Failure::Server | Failure::OneOfTwo) {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        servers.remove(0).kill().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        progress.is_over.store(true, Ordering::Relaxed);
        for (orders, users) in callers.join_all().await {
            self.orders.extend(orders);
            self.users.extend(users);
        }
        for server in servers {
            server.kill().await;
        }
    }

    /// Checks that everything is stored that callers were told.
    async fn check(&self) {
        // SQLite reads what a killed process has left behind.
        let database = rusqlite::Connection::open(DataDir::new(self.folder.path()).database()).unwrap();
        let has =
            |sql: &str, value: &String| database.query_row(sql, [value], |row| row.get::<_, i64>(0)).unwrap() == 1;
        for order in &self.orders {
            assert!(has("SELECT count(*) FROM orders WHERE id = ?", order), "the order {order} is lost");
        }
        for email in &self.users {
            assert!(has("SELECT count(*) FROM users WHERE email = ?", email), "the user {email} is lost");
        }
    }

    /// Waits until no stock is reserved without an order, and returns how long that took.
    async fn settle(&self, failure: Failure) -> Duration {
        let stock = self.server(self.stock_folder(failure), &[]).await;
        let server = self.server(self.folder.path(), &["--inventory", &stock.url]).await;
        let started = Instant::now();
        let number = |folder: &Path, sql: &str| {
            let database = rusqlite::Connection::open(DataDir::new(folder).database()).unwrap();
            database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        let leaked = || {
            let ordered = number(self.folder.path(), "SELECT count(*) FROM orders");
            STOCK - ordered - number(self.stock_folder(failure), "SELECT available FROM items")
        };
        while leaked() != 0 {
            assert!(started.elapsed() < LEAK, "{failure:?}: the stock of {} orders is still reserved", leaked());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        for server in [server, stock] {
            server.kill().await;
        }
        started.elapsed()
    }
}

impl Failure {
    /// Returns the program in an environment that permits the failure.
    fn program(self, clock: &Path) -> Command {
        let mut command = program();
        match self {
            Failure::Full | Failure::ReadOnly => return program_of_limited_files(),
            Failure::Clock => {
                let library = std::env::var_os(FAKETIME).unwrap_or_default();
                command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", clock);
                command.envs([("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]);
            }
            Failure::Server | Failure::OneOfTwo | Failure::Upstream => {}
        }
        command
    }
}

fn database_size(folder: &Path) -> u64 {
    let path = DataDir::new(folder).database();
    let log = path.with_extension("sqlite-wal");
    [path, log].iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).max().unwrap_or_default()
}

/// Calls until it is stopped. Returns the orders and users that were acknowledged.
async fn call(
    transport: Transport,
    customer_id: String,
    names: String,
    progress: Arc<Progress>,
) -> (Vec<String>, Vec<String>) {
    let mut orders = OrderServiceClient::new(transport.clone());
    let mut users = UserServiceClient::new(transport);
    let (mut placed, mut created) = (Vec::new(), Vec::new());
    for number in 0.. {
        if progress.is_over.load(Ordering::Relaxed) {
            break;
        }
        let line = OrderLine { sku: "TEA".into(), quantity: 1, unit_price_cents: 0 };
        let order =
            CreateOrderRequest { request_id: String::new(), customer_id: customer_id.clone(), lines: vec![line] };
        let user =
            CreateUserRequest { name: "Ann".into(), email: format!("{names}-{number}@example.org"), phone: None };
        let email = user.email.clone();
        let failed = match orders.create_order(order).await {
            Ok(answer) => {
                placed.push(answer.into_inner().order.unwrap().id);
                progress.acknowledged.fetch_add(1, Ordering::Relaxed);
                None
            }
            Err(status) => Some(status),
        };
        let failed = match users.create_user(user).await {
            Ok(_) => {
                created.push(email);
                progress.acknowledged.fetch_add(1, Ordering::Relaxed);
                failed
            }
            Err(status) => Some(status),
        };
        if let Some(status) = failed {
            assert!(matches!(status.code(), Code::Unavailable | Code::Aborted | Code::DeadlineExceeded), "{status:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    (placed, created)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_stored_what_it_acknowledged() {
    let mut shop = Shop::open(Failure::Server).await;
    for number in 0..3 {
        shop.run(Failure::Server, number).await;
        shop.check().await;
    }
    assert!(!shop.orders.is_empty() && !shop.users.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes some minutes, and the program prlimit"]
async fn two_hundred_failures_lose_and_leak_nothing() {
    let has_clock = std::env::var_os(FAKETIME).is_some();
    let runs = [
        (Failure::Server, 80),
        (Failure::OneOfTwo, 40),
        (Failure::Upstream, 30),
        (Failure::Full, 15),
        (Failure::ReadOnly, 15),
        (Failure::Clock, if has_clock { 20 } else { 0 }),
    ];
    for (failure, runs) in runs {
        let mut shop = Shop::open(failure).await;
        for number in 0..runs {
            shop.run(failure, number).await;
            shop.check().await;
        }
        let settled = shop.settle(failure).await;
        #[expect(clippy::print_stdout, reason = "figures of a measurement")]
        {
            let (orders, users) = (shop.orders.len(), shop.users.len());
            println!(
                "{failure:?}: {runs} runs, {orders} orders and {users} users stored, no stock leaked after {settled:?}"
            );
        }
    }
}
