//! All that happened in the shop, as operators take it along.
use std::path::PathBuf;

use api_server::cli::{Command, Events, Generate, Import};
use tempfile::TempDir;

use crate::cart::put;
use crate::door::World;
use crate::import::run;
use crate::shop::keeper;

/// Files of one test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn generate(&self, count: u64, seed: u64) -> Command {
        let (update, stock) = (Some(self.at("update.csv")), Some(self.at("stock.csv")));
        Command::Generate(Generate::Products { count, seed, to: self.at("products.csv"), update, stock })
    }

    fn import(&self, name: &str) -> Command {
        Command::Import(Import::Products { file: self.at(name), currency: "EUR".to_owned() })
    }

    fn export(&self, name: &str, mask: bool) -> Command {
        Command::Events(Events::Export { file: self.at(name), mask })
    }

    fn copy(&self, name: &str) -> Command {
        Command::Events(Events::Import { file: self.at(name) })
    }
}

async fn hash(world: &World, replay: bool) -> String {
    run(world, Command::Events(Events::StateHash { replay })).await.unwrap()
}

#[tokio::test]
async fn generated_sheets_are_imported_and_updated() {
    let (world, files) = (World::new().await, Files::new());
    run(&world, files.generate(1_000, 4)).await.unwrap();
    let told = run(&world, files.import("products.csv")).await.unwrap();
    assert_eq!(told, "1000 changed, 0 as they were, 0 taken out, 0 bad");
    let told = run(&world, files.import("update.csv")).await.unwrap();
    assert_eq!(told, "450 changed, 600 as they were, 100 taken out, 0 bad");
    let told = run(&world, Command::Import(Import::Stock { file: files.at("stock.csv") })).await.unwrap();
    assert!(told.ends_with("0 bad"), "{told}");
    let page = world.get("/api/rookery/v1/shop/products").await.body;
    assert_eq!(page["total"], 1_050);
    let again = run(&world, files.generate(1_000, 4)).await.unwrap_err();
    assert!(again.contains("can't be made"), "a file that is there is not written over: {again}");
}

#[tokio::test]
async fn a_copy_of_all_that_happened_comes_to_the_same_byte_for_byte() {
    let (world, files) = (World::new().await, Files::new());
    run(&world, files.generate(50, 1)).await.unwrap();
    run(&world, files.import("products.csv")).await.unwrap();
    let ada = world.member("ada").await;
    put(&world, &ada, "p0000001", 3).await;
    let before = hash(&world, false).await;
    assert_eq!(hash(&world, true).await, before);
    run(&world, files.export("all", false)).await.unwrap();
    let copy = World::new().await;
    assert_ne!(hash(&copy, false).await, before);
    for _ in 0..2 {
        run(&copy, files.copy("all")).await.unwrap();
        assert_eq!(hash(&copy, false).await, before);
    }
    let torn = files.at("torn");
    let text = std::fs::read_to_string(files.at("all")).unwrap();
    std::fs::write(&torn, &text[..text.len() - 30]).unwrap();
    let told = run(&World::new().await, files.copy("torn")).await.unwrap_err();
    assert!(told.starts_with("line "), "{told}");
}

#[tokio::test]
async fn in_a_masked_file_nobody_is_who_they_are() {
    let (world, files) = (World::new().await, Files::new());
    run(&world, files.generate(3, 1)).await.unwrap();
    run(&world, files.import("products.csv")).await.unwrap();
    let (keeper, ada) = (keeper(&world).await, world.member("ada").await);
    put(&world, &ada, "p0000001", 3).await;
    run(&world, files.export("masked", true)).await.unwrap();
    let text = std::fs::read_to_string(files.at("masked")).unwrap();
    assert!(text.contains("checkout.cart_opened"));
    assert!(!text.contains(&ada.id) && !text.contains(&keeper.id), "{text}");
    let copy = World::new().await;
    run(&copy, files.copy("masked")).await.unwrap();
    // which waits for the models
    hash(&copy, false).await;
    assert_eq!(copy.get("/api/rookery/v1/shop/products").await.body["total"], 3);
}
