@GET:/api/rookery/v1/shop/events @GET:/api/rookery/v1/shop/models
Feature: Looking back at what happened in the shop

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "Crow" for 500 cents

  Scenario: what happened to one thing, the last first
    When Ada describes "Rook" for 1500 cents
    Then Ada reads that this happened to "Rook":
      | pim.product_changed   |
      | pim.product_priced    |
      | pim.product_changed   |
      | pim.product_priced    |
      | pim.product_described |

  Scenario: it is for those alone who keep the shop
    When Bob reads what happened to "Rook"
    Then Bob is told "that is not allowed"
    When a visitor reads what happened to "Rook"
    Then a visitor is told "one has to log in"
