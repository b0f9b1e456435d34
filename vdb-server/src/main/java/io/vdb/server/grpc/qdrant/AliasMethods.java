package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.RenameAlias;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.grpc.qdrant.Method.Work;
import java.util.ArrayList;
import java.util.List;

/** Methods of {@code qdrant.Collections} that are about aliases. */
final class AliasMethods {

  private static final Field ACTIONS = Field.ROOT.at("actions");

  private final io.vdb.server.api.AliasOperations aliases;
  private final LimitsConfig limits;

  AliasMethods(io.vdb.server.api.AliasOperations aliases, LimitsConfig limits) {
    this.aliases = aliases;
    this.limits = limits;
  }

  List<Method<?, ?>> methods() {
    return List.of(
        new Method<>(
            CollectionsGrpc.getUpdateAliasesMethod(),
            ChangeAliases.parser(),
            Work.WRITE,
            this::update),
        new Method<>(
            CollectionsGrpc.getListAliasesMethod(),
            ListAliasesRequest.parser(),
            Work.LOOKUP,
            this::all),
        new Method<>(
            CollectionsGrpc.getListCollectionAliasesMethod(),
            ListCollectionAliasesRequest.parser(),
            Work.LOOKUP,
            this::ofCollection));
  }

  private CollectionOperationResponse update(ChangeAliases request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    RequestOptions.checkTimeout(request.hasTimeout(), request.getTimeout(), Field.ROOT);
    List<AliasOperations> messages = request.getActionsList();
    List<AliasAction> actions = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ACTIONS.at(i).checkCount("actions", i + 1, limits.maxBatchPoints());
      actions.add(action(messages.get(i), ACTIONS.at(i)));
    }
    aliases.update(actions);
    return CollectionOperationResponse.newBuilder()
        .setResult(true)
        .setTime(call.seconds())
        .build();
  }

  private static AliasAction action(AliasOperations message, Field at) {
    SupportedFields.checkKnown(message, at);
    return switch (message.getActionCase()) {
      case CREATE_ALIAS -> create(message.getCreateAlias(), at.at("create_alias"));
      case RENAME_ALIAS -> rename(message.getRenameAlias(), at.at("rename_alias"));
      case DELETE_ALIAS -> delete(message.getDeleteAlias(), at.at("delete_alias"));
      case ACTION_NOT_SET -> throw at.malformed("an action must be of one kind");
    };
  }

  private static AliasAction create(CreateAlias message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new AliasAction.Create(
        CollectionNames.checkNew(message.getAliasName(), at.at("alias_name")),
        CollectionNames.check(message.getCollectionName(), at.at("collection_name")));
  }

  private static AliasAction rename(RenameAlias message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new AliasAction.Rename(
        CollectionNames.check(message.getOldAliasName(), at.at("old_alias_name")),
        CollectionNames.checkNew(message.getNewAliasName(), at.at("new_alias_name")));
  }

  private static AliasAction delete(DeleteAlias message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new AliasAction.Delete(
        CollectionNames.check(message.getAliasName(), at.at("alias_name")));
  }

  private ListAliasesResponse all(ListAliasesRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    return response(aliases.list(), call);
  }

  private ListAliasesResponse ofCollection(ListCollectionAliasesRequest request, Call call) {
    SupportedFields.checkKnown(request, Field.ROOT);
    String collection =
        CollectionNames.check(request.getCollectionName(), Field.ROOT.at("collection_name"));
    return response(aliases.list(collection), call);
  }

  private static ListAliasesResponse response(List<Alias> aliases, Call call) {
    ListAliasesResponse.Builder response = ListAliasesResponse.newBuilder();
    for (Alias alias : aliases) {
      response.addAliases(
          AliasDescription.newBuilder()
              .setAliasName(alias.name())
              .setCollectionName(alias.collection()));
    }
    return response.setTime(call.seconds()).build();
  }
}
