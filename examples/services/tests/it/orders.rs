use protoward_runtime::grpc::Details;
use services::client::Transport;
use services::data::DataDir;
use services::proto::google::rpc::{ErrorInfo, ResourceInfo};
use services::proto::orders::v1::customer_service_client::CustomerServiceClient;
use services::proto::orders::v1::inventory_service_client::InventoryServiceClient;
use services::proto::orders::v1::order_service_client::OrderServiceClient;
use services::proto::orders::v1::{
    CancelOrderRequest, CreateCustomerRequest, CreateOrderRequest, GetCustomerRequest, GetItemRequest, GetOrderRequest,
    Item, ListOrdersRequest, Order, OrderLine, OrderStatus, PutItemRequest, ReleaseStockRequest, ReserveStockRequest,
};
use services::server::Options;
use services::store::Store;
use tonic::{Code, Request, Status};

use crate::server::{Running, all, assert_fault, options, within};

struct Shop {
    customers: CustomerServiceClient<Transport>,
    inventory: InventoryServiceClient<Transport>,
    orders: OrderServiceClient<Transport>,
    customer_id: String,
}

impl Shop {
    /// Creates a shop with one customer, ten packets of tea and a thousand of ink.
    async fn open(server: &Running) -> Self {
        let transport = server.transport();
        let mut shop = Self {
            customers: CustomerServiceClient::new(transport.clone()),
            inventory: InventoryServiceClient::new(transport.clone()),
            orders: OrderServiceClient::new(transport),
            customer_id: String::new(),
        };
        let ann = CreateCustomerRequest { name: "Ann".into(), email: "ann@example.org".into() };
        shop.customer_id = shop.customers.create_customer(ann).await.unwrap().into_inner().customer.unwrap().id;
        for (sku, price_cents, available) in [("TEA", 450, 10), ("INK", 1200, 1000)] {
            let item = Item { sku: sku.into(), name: sku.to_lowercase(), price_cents, available };
            shop.inventory.put_item(PutItemRequest { item: Some(item) }).await.unwrap();
        }
        shop
    }

    async fn available(&mut self, sku: &str) -> i64 {
        let request = GetItemRequest { sku: sku.to_owned() };
        self.inventory.get_item(request).await.unwrap().into_inner().item.unwrap().available
    }

    fn order(&self, request_id: &str, lines: &[(&str, i64)]) -> CreateOrderRequest {
        CreateOrderRequest {
            request_id: request_id.to_owned(),
            customer_id: self.customer_id.clone(),
            lines: lines.iter().map(|(sku, quantity)| line(sku, *quantity)).collect(),
        }
    }

    async fn place(&mut self, request: CreateOrderRequest) -> Result<Order, Status> {
        Ok(self.orders.create_order(request).await?.into_inner().order.unwrap())
    }
}

fn line(sku: &str, quantity: i64) -> OrderLine {
    OrderLine { sku: sku.to_owned(), quantity, unit_price_cents: 0 }
}

#[tokio::test]
async fn prices_an_order_and_takes_its_items_out_of_the_stock() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let order = shop.place(shop.order("", &[("TEA", 3), ("INK", 2)])).await.unwrap();
        assert_eq!(order.total_cents, 3 * 450 + 2 * 1200);
        assert_eq!(order.status(), OrderStatus::Placed);
        assert_eq!(order.lines.iter().map(|line| line.unit_price_cents).collect::<Vec<_>>(), [450, 1200]);
        assert_eq!((shop.available("TEA").await, shop.available("INK").await), (7, 998));
        let found = shop.orders.get_order(GetOrderRequest { id: order.id.clone() }).await.unwrap().into_inner();
        assert_eq!(found.order, Some(order));
        let request = GetCustomerRequest { id: shop.customer_id.clone() };
        assert_eq!(shop.customers.get_customer(request).await.unwrap().into_inner().customer.unwrap().name, "Ann");
    })
    .await;
}

#[tokio::test]
async fn reserves_nothing_for_an_order_that_cannot_be_served() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let status = shop.place(shop.order("", &[("INK", 1), ("TEA", 11)])).await.unwrap_err();
        assert_fault(&status, Code::FailedPrecondition, &[("lines[1].quantity", "must be at most 10")]);
        assert_eq!(status.message(), "only 10 of `TEA` are left, 11 are wanted");
        let status = shop.place(shop.order("", &[("INK", 1), ("PEN", 1)])).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("lines[1].sku", "there is no such item")]);
        let stranger = CreateOrderRequest { customer_id: "nobody".into(), ..shop.order("", &[("INK", 1)]) };
        let status = shop.place(stranger).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("customer_id", "there is no such customer")]);
        assert_eq!((shop.available("TEA").await, shop.available("INK").await), (10, 1000));
    })
    .await;
}

/// Copies of a request, which a client sends again, must not take stock from other requests, not even for a moment.
#[tokio::test]
async fn copies_of_a_request_hold_no_stock() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let mut calls = tokio::task::JoinSet::new();
        for index in 0..40 {
            let request = shop.order(&format!("request {}", index / 4), &[("TEA", 1)]);
            let mut orders = shop.orders.clone();
            calls.spawn(async move { orders.create_order(request).await.map(|answer| answer.into_inner()) });
        }
        let placed = calls.join_all().await;
        let placed = placed.into_iter().map(|placed| placed.unwrap().order.unwrap().id);
        let orders: std::collections::BTreeSet<String> = placed.collect();
        assert_eq!((orders.len(), shop.available("TEA").await), (10, 0));
    })
    .await;
}

#[tokio::test]
async fn names_every_wrong_line() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let request = shop.order(&"r".repeat(101), &[("tea", 1), ("INK", 0), ("INK", 1_000_001)]);
        let status = shop.place(CreateOrderRequest { customer_id: String::new(), ..request }).await.unwrap_err();
        let fields = [
            ("request_id", "must have 100 characters at most"),
            ("customer_id", "must not be empty"),
            ("lines[0].sku", "must be 1 to 40 capital letters, digits and dashes"),
            ("lines[1].quantity", "must be 1 to 1000000"),
            ("lines[2].sku", "is in an earlier line already"),
            ("lines[2].quantity", "must be 1 to 1000000"),
        ];
        assert_fault(&status, Code::InvalidArgument, &fields);
        let status = shop.place(shop.order("", &[])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("lines", "must be 1 to 100 lines")]);
    })
    .await;
}

#[tokio::test]
async fn serves_the_same_request_once() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let first = shop.place(shop.order("r1", &[("TEA", 4)])).await.unwrap();
        let again = shop.place(shop.order("r1", &[("TEA", 4)])).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(shop.available("TEA").await, 6);
        let other = shop.place(shop.order("r2", &[("TEA", 4)])).await.unwrap();
        assert_ne!(first.id, other.id);
        assert_eq!(shop.available("TEA").await, 2);
    })
    .await;
}

#[tokio::test]
async fn accepts_a_request_id_for_one_order() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let first = shop.place(shop.order("r1", &[("TEA", 4), ("INK", 1)])).await.unwrap();
        for lines in [&[("TEA", 3), ("INK", 1)][..], &[("TEA", 4)], &[("TEA", 4), ("INK", 1), ("PEN", 1)]] {
            let status = shop.place(shop.order("r1", lines)).await.unwrap_err();
            let fields = [("request_id", "is that of an order with other lines; choose a new one")];
            assert_fault(&status, Code::AlreadyExists, &fields);
            let details = Details::of(&status).unwrap();
            let resource: ResourceInfo = details.get().unwrap().unwrap();
            assert_eq!((resource.resource_type.as_str(), &resource.resource_name), ("orders.v1.Order", &first.id));
            let info: ErrorInfo = details.get().unwrap().unwrap();
            assert_eq!(info.reason, "REQUEST_ID_REUSED");
        }
        // The order of lines does not matter, and neither do the fields that the server sets.
        let mut same = shop.order("r1", &[("INK", 1), ("TEA", 4)]);
        same.lines[0].unit_price_cents = 1;
        assert_eq!(shop.place(same).await.unwrap(), first);
        assert_eq!((shop.available("TEA").await, shop.available("INK").await), (6, 999));
    })
    .await;
}

#[tokio::test]
async fn returns_the_items_of_a_cancelled_order_once() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let id = shop.place(shop.order("", &[("TEA", 4)])).await.unwrap().id;
        for _ in 0..2 {
            let request = CancelOrderRequest { id: id.clone() };
            let order = shop.orders.cancel_order(request).await.unwrap().into_inner().order.unwrap();
            assert_eq!(order.status(), OrderStatus::Cancelled);
            assert_eq!(order.total_cents, 1800);
            assert_eq!(shop.available("TEA").await, 10);
        }
        for status in [
            shop.orders.cancel_order(CancelOrderRequest { id: "none".into() }).await.map(drop).unwrap_err(),
            shop.orders.get_order(GetOrderRequest { id: "none".into() }).await.map(drop).unwrap_err(),
        ] {
            assert_fault(&status, Code::NotFound, &[("id", "there is no such order")]);
        }
    })
    .await;
}

#[tokio::test]
async fn lists_orders_by_customer() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let mut placed = Vec::new();
        for _ in 0..3 {
            placed.push(shop.place(shop.order("", &[("INK", 1)])).await.unwrap());
        }
        let list = |page_token: &str, customer_id: &str| ListOrdersRequest {
            page_size: 2,
            page_token: page_token.to_owned(),
            customer_id: customer_id.to_owned(),
        };
        let first = all(shop.orders.list_orders(list("", &shop.customer_id)).await.unwrap().into_inner()).await;
        let token = &first[1].next_page_token;
        let second = all(shop.orders.list_orders(list(token, &shop.customer_id)).await.unwrap().into_inner()).await;
        let status = shop.orders.list_orders(list(token, "other")).await.unwrap_err();
        let fields = [("page_token", "must be a next_page_token of this list")];
        assert_fault(&status, Code::InvalidArgument, &fields);
        let listed: Vec<_> = first.into_iter().chain(second).filter_map(|item| item.order).collect();
        assert_eq!(listed, placed);
        assert!(all(shop.orders.list_orders(list("", "other")).await.unwrap().into_inner()).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn makes_and_releases_reservations_once() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let reserve = || ReserveStockRequest { reservation_id: "r".into(), lines: vec![line("TEA", 4)] };
        for _ in 0..2 {
            let reserved = shop.inventory.reserve_stock(reserve()).await.unwrap().into_inner().lines;
            assert_eq!(reserved, [OrderLine { unit_price_cents: 450, ..line("TEA", 4) }]);
            assert_eq!(shop.available("TEA").await, 6);
        }
        for expected in [true, false] {
            let release = ReleaseStockRequest { reservation_id: "r".into() };
            let answer = shop.inventory.release_stock(release).await.unwrap().into_inner();
            assert_eq!(answer.released, expected);
            assert_eq!(shop.available("TEA").await, 10);
        }
        // Not even the first attempt to reserve succeeds after its release: its caller may have given up waiting for it.
        let late = ReleaseStockRequest { reservation_id: "late".into() };
        assert!(!shop.inventory.release_stock(late).await.unwrap().into_inner().released);
        for id in ["r", "late"] {
            let request = ReserveStockRequest { reservation_id: id.into(), ..reserve() };
            let status = shop.inventory.reserve_stock(request).await.unwrap_err();
            let fields = [("reservation_id", "is that of a released reservation; choose a new one")];
            assert_fault(&status, Code::FailedPrecondition, &fields);
        }
        assert_eq!(shop.available("TEA").await, 10);
    })
    .await;
}

/// Deadlines end calls between all steps. What is late must not take stock without an order.
#[tokio::test]
async fn orders_that_end_early_leave_no_stock_reserved() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let store = Store::file(&data.make_database().unwrap());
        let server = Running::with(options(), data.open(&[]).unwrap(), store.unwrap());
        let mut shop = Shop::open(&server).await;
        let calls = (0..200).map(|number| {
            let mut orders = shop.orders.clone();
            let mut request = Request::new(shop.order("", &[("INK", 1)]));
            request.set_timeout(std::time::Duration::from_micros(number * 300));
            tokio::spawn(async move { orders.create_order(request).await.map(drop).map_err(|status| status.code()) })
        });
        for call in calls.collect::<Vec<_>>() {
            let code = call.await.unwrap();
            assert!(matches!(code, Ok(()) | Err(Code::DeadlineExceeded)), "{code:?}");
        }
        let database = rusqlite::Connection::open(data.database()).unwrap();
        let number = |sql| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        // Orders go on after their deadline, to their end.
        while number("SELECT count(*) FROM unfinished") > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(shop.available("INK").await, 1000 - number("SELECT count(*) FROM orders"));
    })
    .await;
}

#[tokio::test]
async fn checks_customers_and_items() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let again = CreateCustomerRequest { name: "Ann".into(), email: "ann@example.org".into() };
        let status = shop.customers.create_customer(again).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("email", "is taken")]);
        let status = shop.customers.get_customer(GetCustomerRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such customer")]);
        let status = shop.inventory.get_item(GetItemRequest { sku: "NONE".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("sku", "there is no such item")]);
        let status = shop.inventory.put_item(PutItemRequest { item: None }).await.unwrap_err();
        let fields = [
            ("item.sku", "must be 1 to 40 capital letters, digits and dashes"),
            ("item.name", "must have 1 to 100 characters that show"),
        ];
        assert_fault(&status, Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_orders_at_once_never_sell_more_than_there_is() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let calls = (0..25).map(|_| {
            let (mut orders, request) = (shop.orders.clone(), shop.order("", &[("TEA", 1)]));
            tokio::spawn(async move { orders.create_order(request).await })
        });
        let mut placed = 0;
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(_) => placed += 1,
                Err(status) => assert_eq!(status.code(), Code::FailedPrecondition, "{status:?}"),
            }
        }
        assert_eq!(placed, 10);
        assert_eq!(shop.available("TEA").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn serves_concurrent_equal_requests_once() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let calls = (0..10).map(|_| {
            let (mut orders, request) = (shop.orders.clone(), shop.order("same", &[("INK", 5)]));
            tokio::spawn(async move { orders.create_order(request).await.unwrap().into_inner().order.unwrap().id })
        });
        let mut ids = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            ids.push(call.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(shop.available("INK").await, 995);
    })
    .await;
}

/// Of two concurrent requests, the slower one finds the order of the other only when it stores its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn different_requests_with_one_id_at_once_place_one_order() {
    within(async {
        let server = Running::start();
        let mut shop = Shop::open(&server).await;
        let calls = (1..=10).map(|quantity| {
            let (mut orders, request) = (shop.orders.clone(), shop.order("same", &[("INK", quantity)]));
            tokio::spawn(async move { orders.create_order(request).await.map(|order| order.into_inner().order) })
        });
        let mut placed = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(order) => placed.push(order.unwrap()),
                Err(status) => assert_eq!(status.code(), Code::AlreadyExists, "{status:?}"),
            }
        }
        assert_eq!(placed.len(), 1, "{placed:?}");
        assert_eq!(shop.available("INK").await, 1000 - placed[0].lines[0].quantity);
    })
    .await;
}

#[tokio::test]
async fn orders_ask_a_customer_service_elsewhere_on_behalf_of_the_caller() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let elsewhere = Running::with(options(), identity.clone(), Store::memory().unwrap());
        let here = Options { customers: Some(elsewhere.url()), ..options() };
        let here = Running::with(here, identity, Store::memory().unwrap());
        let mut shop = Shop::open(&here).await;
        // Ann is a customer of this server, but the orders use the customer service of the other.
        let status = shop.place(shop.order("", &[("TEA", 1)])).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("customer_id", "there is no such customer")]);
        shop.customer_id = Shop::open(&elsewhere).await.customer_id;
        shop.place(shop.order("", &[("TEA", 1)])).await.unwrap();
        elsewhere.stop().await;
        let mut request = Request::new(shop.order("", &[("TEA", 1)]));
        request.set_timeout(std::time::Duration::from_secs(2));
        let status = shop.orders.create_order(request).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        assert_eq!(shop.available("TEA").await, 9);
    })
    .await;
}
