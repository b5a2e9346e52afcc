@GET:/api/rookery/v1/shop/products @GET:/api/rookery/v1/shop/products/:id
Feature: Browsing the shop

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "crow" for 500 cents
    And Ada describes "Daw" for 900 cents

  Scenario: by name
    Then a visitor finds in the shop, by name:
      | crow |
      | Daw  |
      | Rook |

  Scenario: the cheapest first
    Then a visitor finds in the shop, by price:
      | crow |
      | Daw  |
      | Rook |

  Scenario: the newest first, and what changes is no newer
    When Ada describes "Rook" for 1 cents
    Then Bob finds in the shop, by newest:
      | Daw  |
      | crow |
      | Rook |

  Scenario: what nobody described is not there
    When a visitor looks at "Jackdaw" in the shop
    Then a visitor is told "it is not there"

  Scenario: by words, of which each may be begun
    Given Ada describes "Rook in winter" for 700 cents
    Then a visitor finds in the shop by "roo":
      | Rook           |
      | Rook in winter |
    And a visitor finds in the shop by "WINT rook":
      | Rook in winter |
    And a visitor finds in the shop by "rook", for at most 1000 cents:
      | Rook in winter |

  Scenario: by words that nothing has
    Then a visitor finds nothing in the shop by "rookery"
