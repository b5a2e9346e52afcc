//! Files of products and of stocks.
use std::path::PathBuf;

use api_server::cli::{Command, Import};
use wire::mastodon::Links;

use crate::door::World;
use crate::shop::{at, counts, keeper};

const PRODUCTS: &str = "/api/rookery/v1/shop/products";

/// A file that is there as long as it is needed.
struct Sheet(PathBuf);

impl Sheet {
    fn of(name: &str, text: &str) -> Self {
        let file = std::env::temp_dir().join(format!("rookery-{}-{name}.csv", std::process::id()));
        std::fs::write(&file, text).unwrap();
        Self(file)
    }

    async fn products(&self, world: &World) -> Result<String, String> {
        import(world, Import::Products { file: self.0.clone(), currency: "EUR".to_owned() }).await
    }

    async fn stock(&self, world: &World) -> Result<String, String> {
        import(world, Import::Stock { file: self.0.clone() }).await
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn import(world: &World, what: Import) -> Result<String, String> {
    run(world, Command::Import(what)).await
}

/// What an operator does beside the server.
pub(crate) async fn run(world: &World, command: Command) -> Result<String, String> {
    let (here, sockets) = ("https://r.example".parse().unwrap(), "wss://r.example".parse().unwrap());
    command.run(&world.use_cases, &Links::new(&here, &sockets).unwrap()).await
}

async fn listed(world: &World) -> Vec<(String, u64)> {
    let page = world.get(PRODUCTS).await.body;
    let shown = |product: &serde_json::Value| {
        (product["name"].as_str().unwrap().to_owned(), product["price"]["amount"].as_u64().unwrap())
    };
    page["products"].as_array().unwrap().iter().map(shown).collect()
}

fn row(name: &str, price: u64) -> (String, u64) {
    (name.to_owned(), price)
}

#[tokio::test]
async fn a_file_of_products_is_so_afterwards_however_often_it_is_imported() {
    let world = World::new().await;
    let sheet = Sheet::of(
        "first",
        "id,name,description,long text,category,small image,large image,price in cents\n\
         1,Rook,\"A print, signed\",\"Lino.\nTwo lines.\",Prints,https://r.example/s.png,,1995\n2,Crow,,,,,,500\n",
    );
    assert_eq!(sheet.products(&world).await.unwrap(), "2 changed, 0 as they were, 0 taken out, 0 bad");
    assert_eq!(listed(&world).await, [row("Crow", 500), row("Rook", 1_995)], "to the cent");
    assert_eq!(world.get(&at("1")).await.body["long_text"], "Lino.\nTwo lines.");
    let before = world.get(PRODUCTS).await.header("x-shop-position").to_owned();
    assert_eq!(sheet.products(&world).await.unwrap(), "0 changed, 2 as they were, 0 taken out, 0 bad");
    assert_eq!(world.get(PRODUCTS).await.header("x-shop-position"), before, "nothing happened");
    let next = Sheet::of("next", "2,Crow,,,,,,600\n3,Daw,,,,,,1\n");
    assert_eq!(next.products(&world).await.unwrap(), "2 changed, 0 as they were, 1 taken out, 0 bad");
    assert_eq!(listed(&world).await, [row("Crow", 600), row("Daw", 1)]);
    assert_eq!(sheet.products(&world).await.unwrap(), "2 changed, 0 as they were, 1 taken out, 0 bad");
}

#[tokio::test]
async fn a_bad_row_is_told_with_its_line_and_stops_nothing_else() {
    let world = World::new().await;
    Sheet::of("there", "9,Jackdaw,,,,,,1\n").products(&world).await.unwrap();
    let sheet = Sheet::of(
        "bad",
        "1,Rook,,,,,,1\n2,,,,,,,1\n3,Crow,1\n1,Again,,,,,,1\n4,Daw,,,,,,9.95\n5,Jay,,,,,,7\n",
    );
    let told = sheet.products(&world).await.unwrap_err();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "2 changed, 0 as they were, 0 taken out, 4 bad",
            "line 2: Name can't be blank",
            "line 3: a product has 8 fields, this row has 3",
            "line 4: it stands in line 1 already",
            "line 5: Price must be a whole number of minor units from 0 to 1000000000",
        ]
    );
    assert_eq!(listed(&world).await, [row("Jackdaw", 1), row("Jay", 7), row("Rook", 1)]);
    let nothing = import(&world, Import::Stock { file: "/nowhere.csv".into() }).await.unwrap_err();
    assert!(nothing.starts_with("/nowhere.csv can't be read"), "{nothing}");
}

#[tokio::test]
async fn a_file_without_products_empties_no_shop() {
    let world = World::new().await;
    Sheet::of("there", "9,Jackdaw,,,,,,1\n").products(&world).await.unwrap();
    let columns = "id,name,description,long text,category,small image,large image,price in cents\n";
    for nothing in ["", "\n", columns] {
        let told = Sheet::of("empty", nothing).products(&world).await.unwrap_err();
        assert_eq!(told, "the file has no product, and so would empty the shop");
    }
    assert_eq!(listed(&world).await, [row("Jackdaw", 1)]);
}

#[tokio::test]
async fn importing_the_same_stock_file_twice_doubles_nothing() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    Sheet::of("range", "1,Rook,,,,,,1\n2,Crow,,,,,,1\n").products(&world).await.unwrap();
    world.call(counts("2", 7).by(&keeper)).await;
    let sheet = Sheet::of("stock", "id,quantity\n1,500\n3,-1\n");
    let told = sheet.stock(&world).await.unwrap_err();
    assert_eq!(
        told,
        "1 changed, 0 as they were, 1 bad\nline 3: On hand must be a whole number from 0 to 1000000000"
    );
    for _ in 0..2 {
        let available = async |id: &str| world.get(&at(id)).await.body["available"].clone();
        assert_eq!((available("1").await, available("2").await), (500.into(), 7.into()));
        let again = sheet.stock(&world).await.unwrap_err();
        assert!(again.starts_with("0 changed, 1 as they were"), "a bad row is one each time: {again}");
    }
}
